"""The hard rules, one a file."""

from selector.rules.base import COSTS, Change, Costs, Rule, Slack
from selector.rules.competing import CompetingRule
from selector.rules.differ import DifferRule
from selector.rules.fixed import FixedRule
from selector.rules.logic import AtMostOneRule, ImplicationRule
from selector.rules.quota import QuotaRule
from selector.rules.size import SizeRule
from selector.rules.turned import Turn, TurnedRule

__all__ = [
    "COSTS",
    "AtMostOneRule",
    "Change",
    "CompetingRule",
    "Costs",
    "DifferRule",
    "FixedRule",
    "ImplicationRule",
    "QuotaRule",
    "Rule",
    "SizeRule",
    "Slack",
    "Turn",
    "TurnedRule",
]
