#!/usr/bin/env python3
"""One secretary and nine scorers, each a process that is killed and started again at random.

    ten_processes.py PROGRAM FOLDER [--rounds N] [--products N] [--seed N] [--boasts]

Some scorers work on their packet where the secretary reads it, as on a share or in a folder that is
kept in step; the others on their own laptop, from which the file is copied piece by piece. What a
scorer confirmed is the packet as it was when a hand-in had succeeded. In the end the session must
hold exactly that of everybody. With --boasts one of them claims to have confirmed an answer that was
never given, which must be found.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time

N_MEMBERS = 9


class Wrong(Exception):
    """What must not be."""


class Runner:
    """Runs the program, and kills some of its processes on the way."""

    def __init__(self, program, seed, percent):
        self.program = program
        self.random = random.Random(seed)
        self.percent = percent
        self.usual = {}
        self.n_runs = 0
        self.n_kills = 0

    def start(self, *args, typed="", may_die=False, codes=(0,)):
        """Gives the exit code, or None where it was killed, and what it said."""
        what = args[0] if args[0] != "packet" else args[1]
        usual = self.usual.get(what, 0.3)
        dies = may_die and self.random.randrange(100) < self.percent
        began = time.monotonic()
        process = subprocess.Popen(
            [self.program, *map(str, args)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.n_runs += 1
        timeout = self.random.uniform(0, usual * 1.1) if dies else 120
        try:
            out, messages = process.communicate(typed.encode(), timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            if not dies:
                raise Wrong(f"{what} does not end") from None
            self.n_kills += 1
            return None, ""
        self.usual[what] = 0.7 * usual + 0.3 * (time.monotonic() - began)
        if process.returncode not in codes:
            raise Wrong(f"{args} gives {process.returncode}: {messages.decode()}")
        return process.returncode, out.decode()

    def json(self, *args, **options):
        code, out = self.start(*args, **options)
        return code, (json.loads(out) if out else None)


def own_sheets(dump, member):
    sheets = dump["session"]["sheets"].values()
    own = [sheet for sheet in sheets if sheet["member_id"] == member]
    return sorted(own, key=lambda sheet: sheet["product_id"])


class Scorer(threading.Thread):
    """One member with a packet."""

    def __init__(self, runner, packet, shared, code, in_place):
        super().__init__()
        self.runner, self.code = runner, code
        self.shared = os.path.join(shared, os.path.basename(packet))
        self.packet = self.shared if in_place else packet
        self.in_place = in_place
        self.confirmed = []
        self.dump = None
        self.wrong = None

    def run(self):
        try:
            self.work()
        except Exception as wrong:  # pylint: disable=broad-except
            self.wrong = wrong

    def work(self):
        again = self.runner.random.randrange(4)
        self.fill()
        self.submit()
        for _ in range(again):
            self.bring()
            self.take_back()
            self.fill()
            self.submit()
        self.bring(may_die=False)

    def status(self):
        return self.runner.json("packet", "status", self.packet, "--json")[1]

    def fill(self):
        seed = self.runner.random.randrange(10**6)
        while self.runner.start("packet", "fill", self.packet, "--seed", seed, may_die=True)[0] is None:
            pass

    def submit(self):
        number = len(self.status()["hand_ins"]) + 1
        while True:
            code, _ = self.runner.start(
                "packet", "submit", self.packet, typed=f"{self.code}\n", may_die=True
            )
            status = self.status()
            is_done = status["state"] == "handed_in"
            if code == 0 and not is_done:
                raise Wrong("handed in, and it does not show")
            if is_done:
                last = status["hand_ins"][-1]
                if last["number"] != number:
                    raise Wrong(f"hand-in {last['number']} instead of {number}")
                self.confirmed.append((number, last["digest"]))
                self.dump = self.runner.json("dump", self.packet)[1]
                return

    def take_back(self):
        reason = ("--reason", "Xem lại")
        while True:
            self.runner.start("packet", "take-back", self.packet, *reason, may_die=True)
            if self.status()["state"] == "taken_back":
                return

    def bring(self, may_die=True):
        """Copies the packet as a slow stick does; sometimes it is pulled out."""
        if self.in_place:
            return
        with open(self.packet, "rb") as file:
            content = file.read()
        end = len(content)
        if may_die and self.runner.random.randrange(100) < 30:
            end = self.runner.random.randrange(end)
        with open(self.shared, "wb") as file:
            for start in range(0, end, 16384):
                file.write(content[start : min(end, start + 16384)])
                file.flush()
                time.sleep(0.005)


def codes_of(path):
    codes = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.endswith(")") and " (" in line:
                start, name = line[:-1].rsplit(" (", 1)
                codes[name] = start.split(" ")[0]
    return codes


def play(program, folder, seed, n_products, boasts, totals):
    """One round."""
    quiet = Runner(program, seed, 0)
    session = os.path.join(folder, "a.session.ron")
    shared, issued = os.path.join(folder, "shared"), os.path.join(folder, "issued")
    os.makedirs(shared)
    quiet.start(
        "sample", "--unscored", "--products", n_products, "--members", N_MEMBERS, "--seed", seed, session
    )
    quiet.start("packet", "issue", session, "--to", issued)
    codes = codes_of(os.path.join(folder, "a.CODES.txt"))
    packets = sorted(name for name in os.listdir(issued) if name.endswith(".packet.ron"))
    if len(packets) != N_MEMBERS or len(codes) != N_MEMBERS:
        raise Wrong(f"{len(packets)} packets, {len(codes)} codes")
    scorers = []
    for idx, name in enumerate(packets):
        in_place = idx % 2 == 0
        packet = os.path.join(issued, name)
        if in_place:
            shutil.move(packet, os.path.join(shared, name))
        runner = Runner(program, seed * 100 + idx, 50)
        scorers.append(Scorer(runner, packet, shared, codes[name], in_place))
    secretary = Runner(program, seed * 100 + 50, 50)
    for scorer in scorers:
        scorer.start()
    while any(scorer.is_alive() for scorer in scorers):
        code, merged = secretary.json("merge", session, shared, "--json", may_die=True, codes=(0, 1))
        totals["merges"] += 1
        if code is not None:
            for file in merged["files"]:
                why = (file["refused"] or {}).get("code")
                if why not in (None, "not_handed_in", "damaged", "not_a_packet"):
                    raise Wrong(f"{file['path']}: {why}")
                totals["half_files"] += why in ("damaged", "not_a_packet")
            if merged["conflicts"] or merged["n_refused"]:
                raise Wrong(f"conflicts: {merged['conflicts']}")
    for scorer in scorers:
        scorer.join()
        if scorer.wrong is not None:
            raise scorer.wrong
    if boasts:
        sheets = scorers[0].dump["session"]["sheets"]
        next(iter(sheets.values()))["answers"] += " 9.9=1"
    compare(quiet, session, shared, scorers, n_products)
    runners = [quiet, secretary] + [scorer.runner for scorer in scorers]
    totals["runs"] += sum(runner.n_runs for runner in runners)
    totals["kills"] += sum(runner.n_kills for runner in runners)
    totals["hand_ins"] += sum(len(scorer.confirmed) for scorer in scorers)


def compare(quiet, session, shared, scorers, n_products):
    """The session holds what everybody confirmed, and nothing else."""
    quiet.start("merge", session, shared)
    with open(session, "rb") as file:
        before = file.read()
    _, merged = quiet.json("merge", session, shared, "--json")
    with open(session, "rb") as file:
        if merged["changed"] or file.read() != before:
            raise Wrong("the second time changed something")
    quiet.start("check", session)
    dump = quiet.json("dump", session)[1]
    sheets = dump["session"]["sheets"]
    if len(sheets) != N_MEMBERS * n_products:
        raise Wrong(f"{len(sheets)} sheets")
    for scorer in scorers:
        packet = quiet.json("dump", scorer.packet)[1]
        content = packet["session"]["packet"]
        member = content["member_id"]
        own = own_sheets(dump, member)
        if own != own_sheets(packet, member):
            raise Wrong(f"{scorer.packet}: the session holds something else")
        if own != own_sheets(scorer.dump, member):
            raise Wrong(f"{scorer.packet}: something else was confirmed")
        hand_ins = [(it["number"], it["seal"]["digest"]) for it in content["hand_ins"]]
        if hand_ins != scorer.confirmed:
            raise Wrong(f"{scorer.packet}: {hand_ins} instead of {scorer.confirmed}")
        returns = dump["session"]["returns"]
        came = [
            (it["hand_in"]["number"], it["hand_in"]["seal"]["digest"])
            for it in returns
            if it["packet_id"] == content["id"]
        ]
        if not set(came) <= set(hand_ins) or hand_ins[-1] not in came:
            raise Wrong(f"{scorer.packet}: came back {came}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--products", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--boasts", action="store_true")
    args = parser.parse_args()
    totals = dict.fromkeys(("runs", "kills", "hand_ins", "merges", "half_files"), 0)
    for number in range(args.rounds):
        folder = os.path.join(args.folder, str(number))
        os.makedirs(folder)
        try:
            play(args.program, folder, args.seed + number, args.products, args.boasts, totals)
        except Wrong as wrong:
            print(f"round {number}: {wrong}", file=sys.stderr)
            print(f"{number} rounds, then wrong")
            sys.exit(1)
        shutil.rmtree(folder)
    print(
        f"{args.rounds} rounds, {totals['runs']} processes, {totals['kills']} killed, "
        f"{totals['hand_ins']} hand-ins, {totals['merges']} merges, "
        f"{totals['half_files']} half-copied files told: 0 sheets lost or other than confirmed"
    )


if __name__ == "__main__":
    main()
