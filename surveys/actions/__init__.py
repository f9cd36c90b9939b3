"""Everything that is written about surveys and imports, as verbs. ``by`` is the person acting."""

from surveys.actions.decisions import decide_organization, leave_out, register_the_rest
from surveys.actions.differences import accept, bring_back, message_told, set_aside, take_back
from surveys.actions.drafts import NoDraft, Overtaken, open_batch
from surveys.actions.figures import keep_figures
from surveys.actions.imports import (
    belong_to,
    discard,
    reach,
    reopen,
    set_fields,
    set_list_columns,
    set_list_table,
    set_reading,
    start_import,
    start_list_import,
    use_settings,
)
from surveys.actions.jobs import (
    import_now,
    request_acceptance,
    request_commit,
    request_comparison,
    request_preparation,
    request_taking_back,
    request_undo,
)
from surveys.actions.questionnaires import keep_option, keep_question, take_questionnaire
from surveys.actions.registers import compare_now, start_comparison
from surveys.actions.rewriting import rewrite_questionnaire
from surveys.actions.surveys import link_response

__all__ = [
    "NoDraft",
    "Overtaken",
    "accept",
    "belong_to",
    "bring_back",
    "compare_now",
    "decide_organization",
    "discard",
    "import_now",
    "keep_figures",
    "keep_option",
    "keep_question",
    "leave_out",
    "link_response",
    "message_told",
    "open_batch",
    "reach",
    "register_the_rest",
    "reopen",
    "request_acceptance",
    "request_commit",
    "request_comparison",
    "request_preparation",
    "request_taking_back",
    "request_undo",
    "rewrite_questionnaire",
    "set_aside",
    "set_fields",
    "set_list_columns",
    "set_list_table",
    "set_reading",
    "start_comparison",
    "start_import",
    "start_list_import",
    "take_back",
    "take_questionnaire",
    "use_settings",
]
