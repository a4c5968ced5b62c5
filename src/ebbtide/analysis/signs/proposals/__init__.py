"""Messages that may show a sign; none counts before the user has judged it."""

from ebbtide.analysis.signs.proposals.meaning_rules import RULES
from ebbtide.analysis.signs.proposals.proposal import Missing, Proposal, Proposals
from ebbtide.analysis.signs.proposals.ranking import SIGNS, Line, Surroundings, propose_all, spoken
from ebbtide.analysis.signs.proposals.verdicts import Verdict, Verdicts, judge

__all__ = [
    "RULES",
    "SIGNS",
    "Line",
    "Missing",
    "Proposal",
    "Proposals",
    "Surroundings",
    "Verdict",
    "Verdicts",
    "judge",
    "propose_all",
    "spoken",
]
