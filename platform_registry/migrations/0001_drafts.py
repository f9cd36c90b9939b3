

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EditDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, verbose_name='画面')),
                ('record_id', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='記録の番号')),
                ('data', models.JSONField(default=dict, verbose_name='入力した内容')),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='保存した日時')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                ('record_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype', verbose_name='記録の種類')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='入力した人')),
            ],
            options={
                'verbose_name': '書きかけの入力',
                'verbose_name_plural': '書きかけの入力',
                'ordering': ['-saved_at'],
                'indexes': [models.Index(fields=['record_type', 'record_id'], name='draft_of_record')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='one_draft_of_a_page', violation_error_message='この画面の下書きはすでにあります。画面を開き直してください。')],
            },
        ),
    ]
