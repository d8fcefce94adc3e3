"""What all of the benchmark needs."""

import pathlib
import sys

BENCH = pathlib.Path(__file__).resolve().parents[1]
CHECKOUT = BENCH.parents[1]
TAG = "v1.2.0"
REPOSITORY = "bench/captain"


def say(text):
    print(text, file=sys.stderr, flush=True)


def fail(text):
    sys.exit(f"src/bench/run: {text}")
