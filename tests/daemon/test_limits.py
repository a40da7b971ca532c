"""How fast and how many at once, changed while it runs."""

from tests.daemon.conftest import KETTLE, World

FILM = "S00E01"


async def test_a_rate_holds_what_runs_and_is_lifted_at_once(world: World) -> None:
    world.configure(("library:", "downloads: {rate_limit: 4 KiB/s}\nlibrary:"))
    world.wish(KETTLE, "seasons: [0]\n")
    await world.start()

    [row] = await world.sees(lambda: [row for row in world.now().running if row.rate > 0])
    assert row.total is not None
    assert row.done < row.total

    world.configure(("rate_limit: 4 KiB/s", "rate_limit: null"))
    await world.why(KETTLE, FILM, "here")


async def test_one_host_serves_as_many_at_once_as_is_said(world: World) -> None:
    world.configure(
        (
            "library:",
            # only one of the two hosters gives a file; and a program keeps the rate it began with
            "downloads:\n  downloaders: [{kind: http}]\n  concurrent: 4\n  per_host: 1\n"
            "  rate_limit_each: 8 KiB/s\nlibrary:",
        )
    )
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()
    await world.sees(lambda: [row.done > 0 for row in world.now().running] == [True])

    world.configure(("per_host: 1", "per_host: 4"))
    await world.sees(lambda: [row.done > 0 for row in world.now().running] == [True] * 3)

    world.configure(("rate_limit_each: 8 KiB/s", "rate_limit_each: null"))
    await world.sees(lambda: len(world.files()) == 3, seconds=30)
