"""Measurements that take time: run by hand with `python -m evals.bench.NAME`, never as tests."""
