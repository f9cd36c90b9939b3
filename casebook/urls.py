from django.urls import path

from casebook import views

urlpatterns = [path("", views.home, name="home")]
