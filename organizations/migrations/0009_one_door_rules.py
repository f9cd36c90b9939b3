from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [("organizations", "0008_keep_secrets")]

    operations = [
        migrations.AddConstraint(
            model_name='clearance',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('pledged_on')), _connector='OR'), name='clearance_ends_after_pledge', violation_error_message='終了日は誓約日以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='clearance',
            constraint=models.CheckConstraint(condition=models.Q(('given_by', None), models.Q(('given_by', models.F('user')), _negated=True), _connector='OR'), name='nobody_clears_himself', violation_error_message='自分自身に閲覧を許可することはできません。'),
        ),
        migrations.AddConstraint(
            model_name='layer',
            constraint=models.CheckConstraint(condition=models.Q(('confidential', True), ('lowered_at__isnull', False), models.Q(models.Q(('kind', 'council'), _negated=True), ('personal_data', False)), _connector='OR'), name='council_is_confidential', violation_error_message='地域協議会と個人情報を取り扱う層は、守秘の層になります。'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['invited', 'accepted'])), fields=('platform', 'municipality'), name='invited_once', violation_error_message='この自治体は、すでに招待中か共同中です。'),
        ),
        migrations.AddConstraint(
            model_name='lowering',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by', None), models.Q(('agreed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='two_persons_lower', violation_error_message='守秘の解除には、申し出た人とは別の管理者の同意が要ります。'),
        ),
        migrations.AddConstraint(
            model_name='lowering',
            constraint=models.UniqueConstraint(condition=models.Q(('agreed_at', None), ('withdrawn_at', None)), fields=('record_type', 'record_id'), name='one_open_lowering', violation_error_message='この記録の守秘の解除は、すでに申し出られています。'),
        ),
    ]
