"""Times work in Python for the benches: the loop of all scripts here but torch_accuracy.py."""

import json
import sys
import time


def answer(version, set_threads, make):
    """Answers lines of JSON on standard input until it ends.

    A line has "threads", "calls", and the arguments of make(), which returns a function that does
    the work once. The answer is {"milliseconds": N}, the mean time of so many calls of it.
    """
    print(json.dumps({"version": version}), flush=True)
    runs = {}
    for line in sys.stdin:
        work = json.loads(line)
        threads, calls = work.pop("threads"), work.pop("calls")
        set_threads(threads)
        key = json.dumps(work)
        if key not in runs:
            runs[key] = make(**work)
        start = time.perf_counter()
        for _ in range(calls):
            runs[key]()
        milliseconds = (time.perf_counter() - start) * 1000 / calls
        print(json.dumps({"milliseconds": milliseconds}), flush=True)
