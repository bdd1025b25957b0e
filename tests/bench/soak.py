"""Kills the program a thousand times while it tells Slack and Discord: `make soak`.

Prints how many news items were lost or told twice on each platform. Takes about twenty minutes.
"""

import argparse
import random
import tempfile
from pathlib import Path

from tests.flow.both import killed_on_both


def main() -> None:
    """Read the arguments, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        toll = killed_on_both(asked.kills, Path(folder), random.Random(asked.seed))
    print(f"{toll.kills} kills, {toll.published} items published")
    for platform in toll.lost:
        lost, doubled = toll.lost[platform], toll.doubled[platform]
        print(f"  {platform}: lost {len(lost)}, doubled {len(doubled)}")
        for title in (*lost[:5], *doubled[:5]):
            print(f"    {title}")


if __name__ == "__main__":
    main()
