"""The peer's side of the contest, a line of JSON a message on stdin and stdout (bench/serve.ts speaks the same).

    out  {"ms": …, "versions": {…}}      once: from the making of the game to the end of its first step
    in   {"steps": n, "block": b}        make n steps, b of them a call
    out  {"ms": …}                       what they took
"""
import json
import os
import sys
import time
from math import isfinite

# Only messages go to stdout: whatever a library prints of its own accord goes to stderr.
_out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def say(message):
    _out.write(json.dumps(message) + "\n")
    _out.flush()


def serve(make, versions):
    """`make()` starts the game and returns `advance(steps, block)`, which returns when the steps are made."""
    begun = time.perf_counter()
    advance = make()
    advance(1, 1)
    say({"ms": 1000 * (time.perf_counter() - begun), "versions": versions})
    for line in sys.stdin:
        turn = json.loads(line)
        begun = time.perf_counter()
        advance(turn["steps"], turn["block"])
        say({"ms": 1000 * (time.perf_counter() - begun)})


def serve_checks(end_of):
    """Answers {"work", "start", "samples"} with {"end"}: the points after a step on each element of `samples`, in float64."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            end = end_of(asked["work"], asked["start"], asked["samples"])
            if not all(isfinite(x) for player in end for x in player):
                raise ArithmeticError("a weight is not finite")
            say({"end": end})
        except Exception as error:  # The sentence goes to whoever asked.
            say({"error": f"{type(error).__name__}: {error}"})
