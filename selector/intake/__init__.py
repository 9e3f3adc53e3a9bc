"""Reading: plans and regions, every fault at once."""

from selector.intake.plans import parse_plans, read_plans
from selector.intake.regions import read_regions
from selector.intake.types import Municipality, Plan, Plans, Regions

__all__ = ["Municipality", "Plan", "Plans", "Regions", "parse_plans", "read_plans", "read_regions"]
