from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0006_decisions_as_rows'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='importbatch',
            name='decisions',
        ),
    ]
