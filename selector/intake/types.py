"""What comes out of the intake: `Plans` and `Regions`, frozen, in one fixed order."""

from selector.intake.plans import Plans
from selector.intake.records import Former, Municipality, Plan, Regions

__all__ = ["Former", "Municipality", "Plan", "Plans", "Regions"]
