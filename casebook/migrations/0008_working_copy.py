from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casebook', '0007_first_versions'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='casesheet',
            name='frozen',
        ),
        migrations.RemoveField(
            model_name='casesheet',
            name='published_on',
        ),
        migrations.AlterField(
            model_name='casesheet',
            name='state',
            field=models.CharField(choices=[('draft', '作成中'), ('confirmed', '確定')], default='draft', editable=False, max_length=20, verbose_name='状態'),
        ),
    ]
