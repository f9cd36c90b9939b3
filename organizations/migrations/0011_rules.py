from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('organizations', '0010_places_versioned'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='clearance',
            name='clearance_ends_after_pledge',
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='attachment_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='clearance',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('pledged_on', None), ('ends_on__gte', models.F('pledged_on')), _connector='OR'), name='clearance_ends_after_pledge', violation_error_message='終了日は誓約日以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='department',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='department_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='layer',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='layer_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='measure_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='membercount',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='member_count_labelled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='membercount',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('as_printed', ''), _negated=True), _connector='OR'), name='member_count_counts', violation_error_message='数値か、原文の表記を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='membercount',
            constraint=models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='member_count_not_negative', violation_error_message='0以上の数を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='membershipstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin_id', None), ('origin_type', None)), models.Q(('origin_id__isnull', False), ('origin_type__isnull', False)), _connector='OR'), name='step_rests_on_a_record', violation_error_message='経過のもとになった記録が分かりません。もう一度選んでください。'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='municipality_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='municipality_valid_in_order', violation_error_message='終了は開始以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='need_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organization_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='organization_not_merged_into_itself', violation_error_message='統合先には、ほかの団体を選んでください。'),
        ),
        migrations.AddConstraint(
            model_name='platform',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='platform_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='practiceexample',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='example_titled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='publicationconsent',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='consent_has_a_purpose', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='publicationconsent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_on', None), ('given_on', None), ('withdrawn_on__gte', models.F('given_on')), _connector='OR'), name='consent_in_order', violation_error_message='取消日は同意日以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='sourcedocument',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='source_titled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='statistic',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='statistic_labelled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='term_labelled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='verification',
            constraint=models.CheckConstraint(condition=models.Q(('how', ''), _negated=True), name='verification_says_how', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AlterConstraint(
            model_name='staffassignment',
            name='assignment_once',
            constraint=models.UniqueConstraint(fields=('user', 'municipality', 'role', 'starts_on'), name='assignment_once', violation_error_message='同じ自治体・役割・開始日の担当がすでにあります。'),
        ),
        migrations.AlterConstraint(
            model_name='staffassignment',
            name='assignment_ends_after_start',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_ends_after_start', violation_error_message='終了は開始以降の日付を入力してください。'),
        ),
    ]
