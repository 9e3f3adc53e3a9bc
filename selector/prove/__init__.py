"""The maker of proofs: floats propose, whole numbers decide.

It looks for a cohort of which a claim says that there is none. What it finds instead is a tree,
made of inequalities that the checker knows by name (`selector.verify.proof`).
"""
