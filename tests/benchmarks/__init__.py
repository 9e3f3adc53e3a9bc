"""Benchmarks: `python -m tests.benchmarks` measures this package and its peers on one machine."""
