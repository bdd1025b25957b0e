"""Lets a feed misbehave for days, five hundred times: `python -m tests.bench.identity`.

Prints how many looks and tellings that were; the first thing that is lost or told twice ends it,
with the shortest way there. Takes about a minute of the processor.
"""

import argparse
import time
from collections import Counter

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.watchers.test_misbehaviour import Days


def main() -> None:
    """Read the arguments, run the days, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    counts = Counter[str]()

    class Counted(Days):
        def teardown(self) -> None:
            """Add up what happened."""
            counts.update(
                runs=1,
                hours=int((self.now - self.began).total_seconds() // 3600),
                looks=self.looks,
                told=self.told.total(),
            )
            super().teardown()

    chosen = settings(
        max_examples=asked.runs,
        stateful_step_count=asked.steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    before = time.process_time()
    run_state_machine_as_test(seed(asked.seed)(Counted), settings=chosen)
    print(
        f"{counts['runs']} runs, {counts['looks']} looks over {counts['hours'] // 24} days, "
        f"{counts['told']} told, 0 lost, 0 told twice, {time.process_time() - before:.0f} s"
    )


if __name__ == "__main__":
    main()
