"""What is measured on purpose, each by `python -m benchmarks.<name> [--quick] [--json FILE]`."""
