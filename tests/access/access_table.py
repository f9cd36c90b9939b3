"""What each address of the site answers to whom, as docs/access.md says; the table as data.

o lets in, x refuses (403), - knows of no such record (404).
"""

from __future__ import annotations

# viewer, staff, coordinator, administrator of the municipality | staff, administrator of an
# accepted partner | administrator of any other municipality
PEOPLE = (
    "viewer",
    "staff",
    "coordinator",
    "administrator",
    "partner_staff",
    "partner_administrator",
    "other",
)
# coordinator, administrator without clearance | partner's administrator | cleared coordinator
NEAR = ("coordinator", "administrator", "partner_administrator", "secretary")


def lines(table: str) -> dict[str, str]:
    """The address's name → a letter for each person."""
    rows = (line.split(maxsplit=1) for line in table.strip().splitlines())
    return {name: letters.replace(" ", "") for name, letters in rows}


# The first record of each kind: of the joint platform, which others are shown, or beside it.
OPEN = lines("""
case-sheets             oooo oo o
case-sheet              oooo oo -
case-sheet-docx         oooo oo -
case-sheet-xlsx         oooo oo -
case-sheet-step         xooo oo -
case-sheet-publish      xooo oo -
case-sheet-draft-docx   oooo oo -
case-sheet-draft-xlsx   oooo oo -
compare                 oooo oo o
references              oooo oo o
stages                  oooo oo o
appearances             oooo oo o
inquiries               oooo oo o
stage                   oooo oo o
stage-set               xooo oo x
case-sheet-create       xooo oo o
case-sheet-edit         xooo oo -
case-sheet-delete       xooo oo -
passage-create          xooo oo -
passage-edit            xooo -- -
passage-delete          xooo -- -
stage-note-create        xooo oo -
stage-note-edit          xooo -- -
stage-note-delete        xooo -- -
stage-status-create      xooo oo x
stage-status-edit        xooo -- -
stage-status-delete      xooo -- -
meetings                oooo oo o
meeting                 oooo oo -
platform-opinions       oooo oo o
meeting-next            xooo oo -
meeting-attendance      xooo oo -
meeting-minutes         oooo oo -
actions                 oooo oo o
hearings                oooo oo o
hearing                 oooo oo -
meeting-create          xooo oo o
meeting-edit            xooo oo -
meeting-record          xooo oo -
meeting-record-new      xooo oo o
meeting-delete          xooo oo -
meeting-series           oooo -- -
meeting-series-create    xooo oo x
meeting-series-edit      xooo -- -
meeting-series-delete    xooo -- -
attendance-create       xooo oo -
attendance-edit         xooo -- -
attendance-delete       xooo -- -
agenda-item-create       xooo oo -
agenda-item-edit         xooo -- -
agenda-item-delete       xooo -- -
decision-create         xooo oo -
decision-edit           xooo -- -
decision-delete         xooo -- -
action-create           xooo oo -
action-done             xooo -- -
action-edit             xooo -- -
action-delete           xooo -- -
opinion-create          xooo oo x
opinion-edit            xooo -- -
opinion-delete          xooo -- -
hearing-create          xooo oo o
hearing-edit            xooo oo -
hearing-delete          xooo oo -
hearing-voice-create     xxxx xx -
hearing-voice-edit       ---- -- -
hearing-voice-delete     ---- -- -
pilots                  oooo oo o
pilot-events            oooo oo o
distributions           oooo oo o
speakers                oooo oo o
vendors-and-speakers    oooo oo o
pilot                   oooo oo o
pilot-copy              xooo oo x
survey-kpi              xooo -- -
pilot-create            xooo oo o
pilot-edit              xooo oo x
pilot-record            xooo oo x
pilot-delete            xooo oo x
procurement-create      xooo oo x
procurement-edit        xooo -- -
procurement-delete      xooo -- -
kpi-create              xooo oo x
kpi-edit                xooo -- -
kpi-delete              xooo -- -
kpi-reading-create       xooo -- -
kpi-reading-edit         xooo -- -
kpi-reading-delete       xooo -- -
pilot-event-create       xooo oo x
pilot-event-edit         xooo -- -
pilot-event-delete       xooo -- -
programme-item-create    xooo -- -
programme-item-edit      xooo -- -
programme-item-delete    xooo -- -
speaker-create          xooo -- -
speaker-edit            xooo -- -
speaker-delete          xooo -- -
attendance-count-create  xooo -- -
attendance-count-edit    xooo -- -
attendance-count-delete  xooo -- -
publication-create      xooo oo x
publication-edit        xooo -- -
publication-delete      xooo -- -
distribution-create     xooo -- -
distribution-edit       xooo -- -
distribution-delete     xooo -- -
surveys                 oooo oo o
survey-rates            oooo oo o
survey-figures          oooo oo o
survey-create           xxoo xo o
survey                  oooo -- -
survey-export           xooo -- -
survey-edit             xxoo -- -
survey-candidates       xooo -- -
survey-from-questionnaire xxoo xo o
questionnaire           oooo -- -
questionnaire-sheet     oooo -- -
questionnaire-xlsform   oooo -- -
questionnaire-grid      xxoo -- -
question-create         xxoo -- -
question-delete         xxxo -- -
option-delete           xxoo -- -
question-edit           xxoo -- -
option-create           xxoo -- -
option-edit             xxoo -- -
responses               oooo -- -
survey-import           xxoo x- -
survey-figure-create     xxoo -- -
survey-figure-edit       xxoo -- -
survey-figure-delete     xxxo -- -
response                oooo -- -
response-link           xxoo -- -
imports                 xxoo xo o
import-start            xxoo xo o
organization-import     xxoo xo o
list-import-start       xxoo xo o
register-start          xxoo xo o
import                  --oo -- -
import-progress         --oo -- -
import-undo             --oo -- -
import-discard          --oo -- -
import-reopen           --oo -- -
import-file             --oo -- -
import-problems         --oo -- -
import-figures          --oo -- -
import-reading          --oo -- -
import-columns          --oo -- -
import-known            --oo -- -
import-values           --oo -- -
import-organizations    --oo -- -
import-organization-search --oo -- -
import-check            --oo -- -
organizations           oooo oo o
organization-create     xooo oo o
organization            oooo -- -
organization-edit       xooo -- -
organization-delete     xxoo -- -
organization-history    oooo -- -
organization-verify     xooo -- -
municipalities          oooo oo o
municipality            oooo oo o
departments             oooo oo o
own-fields              oooo oo o
own-field-record        xxxo -- -
department-create       xooo oo o
department-edit         xooo -- -
department-delete       xooo -- -
platforms               oooo oo o
platform                oooo oo o
platform-coverage       oooo oo o
platform-diagram        oooo oo o
platform-clearances     xxxo xo x
platform-partners       xxxo xo x
clearance-give          ---o -- -
clearance-end           ---o -- -
layer-lower             xxx- x- x
invitation              ---o -o -
invitation-accept       ---o -o -
invitation-decline      ---o -o -
invitation-withdraw     ---o -o -
invitation-leave        ---o -o -
platform-candidates     oooo oo -
layer-roster            xooo oo x
members                 oooo oo o
need                    oooo -- -
need-decide             xooo -- -
department              oooo -- -
source-document          oooo -- -
source-documents         oooo oo o
notes                   oooo oo o
layer                   oooo oo o
layer-notice            oooo oo o
platform-create         xooo oo o
platform-edit           xooo oo x
platform-delete         xxxo xx x
layer-create            xooo oo x
layer-edit              xooo oo x
layer-delete            xxxo xx x
membership-create       xooo oo x
membership-edit         xooo xx x
membership-delete       xooo xx x
member-count-create      xooo oo x
member-count-edit        xooo -- -
member-count-delete      xooo -- -
source-document-create   xooo oo o
source-document-edit     xooo -- -
source-document-delete   xooo -- -
need-create             xooo oo x
need-edit               xooo -- -
need-delete             xooo -- -
measure-create          xooo oo x
measure-edit            xooo -- -
measure-delete          xooo -- -
practice-example-create  xooo oo x
practice-example-edit    xooo -- -
practice-example-delete  xooo -- -
note-create             xooo oo x
note-edit               xooo -- -
note-delete             xooo -- -
statistic-create        xooo oo x
statistic-edit          xooo -- -
statistic-delete        xooo -- -
note-choose             x--- -- -
attachment-create       xooo oo x
attachment              oooo -- -
attachment-delete       xooo -- -
bulk                    xooo oo o
bulk-changes            xooo oo o
bulk-change             -ooo -- -
bulk-change-undo        -ooo -- -
saved-view-create       ---- -- -
saved-view-edit         xoxo -- -
saved-view-delete       xoxo -- -
audit-log               xxoo xo o
people                  xxxo xo o
person-create           xxxo xo o
person                  ---o -- -
person-password         ---o -- -
person-password-shown   ---o -- -
person-unlock           ---o -- -
person-handover         ---o -- -
role-create             ---o -- -
role-edit               ---o -- -
role-end                ---o -- -
""")

# What there is only later: a published sheet, a lowering that is asked for, a list of
# organizations that is read; and the municipality itself.
LATER = lines("""
case-sheet-version      oooo oo o
case-sheet-version-docx oooo oo o
case-sheet-version-xlsx oooo oo o
case-sheet-withdraw     xxxo xx x
case-book               oooo oo o
lowering-agree          ---o -- -
lowering-withdraw       ---o -- -
import-list          --oo -- -
import-list-columns  --oo -- -
municipality-edit       xxxo xx x
own-fields-record       xxxo xx x
""")

# A register that was compared.
COMPARED = lines("import-register      --oo -- -")

# The same addresses with the numbers of what a council keeps.
KEPT = lines("""
meeting                 -- - o
meeting-next            -- - o
meeting-attendance      -- - o
meeting-minutes         -- - o
hearing                 -- - o
meeting-edit            -- - o
meeting-record          -- - o
meeting-delete          -- - o
attendance-create       -- - o
attendance-edit         -- - o
attendance-delete       -- - o
agenda-item-create       -- - o
agenda-item-edit         -- - o
agenda-item-delete       -- - o
decision-create         -- - o
decision-edit           -- - o
decision-delete         -- - o
action-create           -- - o
action-edit             -- - o
action-done             -- - o
action-delete           -- - o
opinion-edit            -- - o
opinion-delete          -- - o
hearing-edit            -- - o
hearing-delete          -- - o
hearing-voice-create     -- - o
hearing-voice-edit       -- - o
hearing-voice-delete     -- - o
membership-edit         -- - o
membership-delete       -- - o
member-count-edit        -- - o
member-count-delete      -- - o
note-create             -- - o
note-edit               -- - o
note-delete             -- - o
statistic-create        -- - o
statistic-edit          -- - o
statistic-delete        -- - o
attachment-create       -- - o
attachment              -- - o
attachment-delete       -- - o
""")
