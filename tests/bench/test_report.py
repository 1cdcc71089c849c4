"""The document from a few made-up records: medians, ratios and exponents are right, and what is missing is said."""
import contextlib
import io
import pathlib
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import document
import figures
import jobs
import report
import suite
import timetoaccuracy as tta


def record(part, what, who, value, round=1, size=None, **more):
    return dict(part=part, what=what, who=who, size=size, round=round, value=value, load=0.5, **more)


SESSION = {"session": {"date": "2026-01-02 03:04:05 UTC", "commit": "abc1234", "kind": "in full", "load": 0.25,
                       "machine": {"processor": "one of a kind"}}}
END = {"end": {"date": "2026-01-02 03:24:05 UTC", "load": 1.5}}


def training():
    rates = {"Retort": (300, 330, 360), "PyTorch eager fp32": (100, 100, 100), "torch.compile bf16 channels-last": (200, 300, 100)}
    one = [record("train", "resnet20", "Retort", {"images_per_second": rate}, number, 1)
           for number, rate in enumerate((200, 200, 180), start=1)]
    return one + [record("train", "resnet20", who, {"images_per_second": rate, "share_of_product": rate / 600}, number, 2)
            for who, all_of in rates.items() for number, rate in enumerate(all_of, start=1)]


def demo(epochs, seed, tuning, report_half, seconds):
    run = {"runs": [{"tuning_accuracy": tuning, "student_accuracy": report_half, "labelled_images": 5000}]}
    return [record("accuracy", "run", tta.RETORT, {"seconds": seconds}, seed, epochs, wall_s=seconds),
            record("accuracy", "figures", tta.RETORT, run, seed, epochs, wall_s=0.1)]


def script(epochs, seed, accuracy, seconds):
    return record("accuracy", "run", tta.CACHED, {"accuracy": accuracy, "training_steps": 100 * epochs}, seed, epochs,
                  wall_s=seconds)


def time_to_accuracy():
    teacher = record("accuracy", "teacher", tta.RETORT, {"accuracy": 88.0, "report_accuracy": 87.0, "report_labelled_images": 5000})
    return [teacher, *demo(2, 1, 86, 86, 10), *demo(2, 2, 85.8, 86, 12),  # goal: 85.83
            script(2, 1, 84, 20), script(3, 1, 86, 40), script(3, 2, 85.9, 44),
            record("accuracy", "steps", tta.VIT_LOOP, {"step_seconds": 2.0}),
            record("accuracy", "embedding by ViT-B/32", tta.RETORT, {"images_per_second": 401.9})]


class Figures(unittest.TestCase):
    def test_spread_is_the_median_between_the_extremes(self):
        self.assertEqual(figures.spread([3, 1, 2]), (2, 1, 3))

    def test_ratios_are_those_within_a_round(self):
        self.assertEqual(figures.ratios({1: 10, 2: 30, 3: 7}, {1: 5, 2: 10}), [2, 3])

    def test_exponents(self):
        self.assertAlmostEqual(figures.exponent([(10 ** k, 3 * 10 ** (1.5 * k)) for k in range(4)]), 1.5)
        self.assertIsNone(figures.exponent([(10, 5)]))
        # What is constant hides in the whole and not at the end.
        points = [(10 ** k, 1000 + 10 ** k) for k in range(7)]
        self.assertLess(figures.exponent(points), 0.6)
        self.assertAlmostEqual(figures.at_the_end(points), 1, delta=0.05)

    def test_numbers_as_one_reads_them(self):
        self.assertEqual([figures.short(v) for v in (0, 1234567, 12340, 123.4, 12.34, 1.234, 0.01234)],
                         ["0", "1,234,570", "12,340", "123", "12.3", "1.23", "0.0123"])
        self.assertEqual(figures.with_spread([1, 2, 4]), "2.00 (1.00 to 4.00)")


class Document(unittest.TestCase):
    def test_training_has_medians_and_ratios_with_their_spread(self):
        text, _ = document.render([SESSION, *training(), END])
        self.assertIn("| Retort | 330 (300 to 360) | 3.30 x (3.00 to 3.60) | 1.50 x (1.10 to 3.60) |", text)
        self.assertIn("| PyTorch eager fp32 | 100 (100 to 100) | 1 | 0.50 x (0.33 to 1.00) |", text)
        self.assertIn("| Retort | 200 (180 to 200) | 330 (300 to 360) | 1.65 x (1.50 to 2.00) |", text)
        self.assertIn("Retort does 55.0 (50.0 to 60.0) % of the multiplications", text)
        self.assertIn("one of a kind", text)
        self.assertIn("0.2 before, 1.5 after", text)
        self.assertNotIn("interrupted", text)

    def test_time_to_accuracy_takes_the_first_schedule_that_every_seed_reaches(self):
        result = tta.outcome(time_to_accuracy())
        self.assertAlmostEqual(result["goal"], 87.5 - 1.67)
        self.assertEqual(result["epochs"], {tta.RETORT: 2, tta.CACHED: 3})
        self.assertEqual(result["seconds"], {tta.RETORT: [10, 12], tta.CACHED: [40, 44]})
        text, _ = document.render([SESSION, *time_to_accuracy(), END])
        self.assertIn("| Retort | 2 | 11.0 (10.0 to 12.0) |  |", text)
        self.assertIn("| PyTorch, cached logits | 3 | 42.0 (40.0 to 44.0) | 3.82 x (3.64 to 4.00) |", text)
        # 300 steps of 2 s against 11 s and 40,190 images at 401.9 a second.
        self.assertIn("ViT-B/32's shape Retort is through 5.4 times sooner", text)

    def test_growth_has_exponents_a_chart_and_a_sentence_where_it_is_not_linear(self):
        search = [record("growth", "images: search", "Retort", {"search_ms": n / 100}, r, n, peak_mb=100 + n / 1000, wall_s=1)
                  for n in (1000, 10_000, 100_000) for r in (1, 2)]
        slow = [record("growth", "images: rescore", "Retort", {"total_ms": (n / 1000) ** 2}, 1, n, peak_mb=50, wall_s=1)
                for n in (1000, 10_000, 100_000)]
        text, pictures = document.render([SESSION, *search, *slow, END])
        self.assertIn("| search by text | 10.0 | 100 | 1,000 | 1.00 | 1.00 |", text)
        self.assertIn("| weight changed | 1.00 | 100 | 10,000 | 2.00 | 2.00 |", text)
        self.assertIn("**weight changed** costs more than in proportion", text)
        self.assertIn("| search by text: peak MB | 101 | 110 | 200 |", text)
        self.assertNotIn("**search by text**", text)
        xml.etree.ElementTree.fromstring(pictures["images.svg"])

    def test_a_part_that_is_measured_elsewhere_takes_the_place_of_the_older_one_and_says_where(self):
        def search(ms):
            return record("search", "search", "Retort", {"search_ms": ms})

        other = {"session": SESSION["session"] | {"machine": {"processor": "another"}, "kind": "search"}}
        before = [SESSION, *training(), search(10), END]
        text, _ = document.render(report.replaced(before, [other, search(20), END]))
        self.assertIn("| processor | one of a kind | another |", text)
        self.assertRegex(text, r"## Training\n(.+\n)+\nMeasured on machine A\.")
        self.assertRegex(text, r"## Everything else\n(.+\n)+\nMeasured on machine B\.")
        self.assertIn("| search | 20.0 |", text)
        self.assertNotIn("10.0", text)
        self.assertIn("## Not measured yet\nTime to accuracy, ", text)
        # Measured once more there, nothing is left of the session before.
        again = {"session": other["session"] | {"date": "2026-02-03"}}
        text, _ = document.render(report.replaced(report.replaced(before, [other, search(20), END]), [again, search(30), END]))
        self.assertIn("| measured | 2026-01-02 03:04:05 UTC, commit abc1234, in full | 2026-02-03, commit abc1234, search |", text)
        # And nothing of it where there is one machine.
        self.assertNotIn("achine A", document.render(before)[0])

    def test_what_failed_or_has_no_peer_says_so(self):
        missing = dict(part="train", what="resnet20", who="PyTorch eager fp32", size=2, round=1, missing="no Python with the peers")
        failed = dict(part="search", what="search", who="Retort", size=None, round=1, error="out of memory")
        text, _ = document.render([SESSION, *[r for r in training() if r["who"] == "Retort" and r["size"] == 2], missing, failed])
        self.assertIn("| PyTorch eager fp32 | not measured: no Python with the peers |", text)
        self.assertIn("| Retort | 330 (300 to 360) | - | - |", text)
        self.assertIn("not measured: out of memory", text)
        self.assertIn("interrupted", text)


class TimeToAccuracy(unittest.TestCase):
    """Who runs what, by a made-up world in which Retort needs 3 epochs and the others 5, one of them for some seeds alone."""

    def answer(self, job):
        if job.what == "figures":
            return demo(job.size, job.round, 86, 86, 1)[1]
        if job.what == "teacher":
            return time_to_accuracy()[0]
        if job.what == "run" and job.who == tta.LOOP:
            return dict(part="accuracy", what="run", who=tta.LOOP, size=job.size, round=job.round, error="out of memory")
        if job.what == "run":
            reached = 86 if job.size > 3 or job.who == tta.CACHED and job.round < 2 else 85
            return dict(script(job.size, job.round, reached, 10 * job.size), who=job.who)
        return record(job.part, job.what, job.who, {"step_seconds": 1, "images_per_second": 10}, job.round)

    def test_a_schedule_is_left_as_soon_as_a_seed_misses(self):
        setup = jobs.Setup("build", "python", False, "scratch")
        setup.bf16 = True
        part, answer, runs, records = tta.jobs(setup), None, [], []
        while True:
            try:
                job = part.send(answer)
            except StopIteration:
                break
            answer = self.answer(job)
            records.append(answer)
            if job.what == "run":
                runs.append((job.who, job.size, job.round))
        mine = lambda who: [(epochs, seed) for name, epochs, seed in runs if name == who]
        self.assertEqual(mine(tta.RETORT), [(3, 1), (3, 2), (3, 3)])
        self.assertEqual(mine(tta.CACHED), [(3, 1), (3, 2), (5, 1), (5, 2), (5, 3)])
        self.assertEqual(mine(tta.CACHED_FAST[True]), [(3, 1), (5, 1)])
        self.assertEqual(mine(tta.LOOP), [(3, 1)])  # what fails once is not tried again
        self.assertEqual(tta.outcome([r for r in records if r["part"] == "accuracy"])["epochs"],
                         {tta.RETORT: 3, tta.CACHED: 5, tta.CACHED_FAST[True]: 5})


class WithoutBfloat16(unittest.TestCase):
    """What PyTorch would emulate is not run, and float32 stands where it stood."""

    def jobs(self, part):
        """All of a part and the records of a run in which each goes well."""
        setup = jobs.Setup("build", "python", False, "scratch")
        setup.bf16 = False
        part, answer, made, records = part(setup), None, [], []
        while True:
            try:
                job = part.send(answer)
            except StopIteration:
                return made, records
            about = dict(zip(("part", "what", "who", "size", "round"), job.key()))
            answer = about | ({"missing": job.command} if isinstance(job.command, str) else
                              {"value": {"images_per_second": 10, "step_seconds": 1}})
            made.append(job)
            records.append(answer)

    def test_peers_in_bfloat16_say_why_they_are_missing(self):
        (trained, records), (encoded, _) = self.jobs(suite.training), self.jobs(suite.towers)
        for job in trained + encoded:
            self.assertEqual(isinstance(job.command, str), "bf16" in job.who, job.who)
        text, _ = document.render([SESSION, *records, END])
        self.assertIn("times torch.compile fp32 channels-last", text)
        self.assertIn("| torch.compile bf16 channels-last | not measured: this processor has no bfloat16", text)

    def test_the_quick_script_is_compiled_in_float32(self):
        tried = {job.who: job.command for job in self.jobs(tta.jobs)[0] if job.what == "run"}
        self.assertIn("fp32", tried[tta.CACHED_FAST[False]])
        self.assertNotIn(tta.CACHED_FAST[True], tried)


class Running(unittest.TestCase):
    def setUp(self):
        import tempfile
        self.folder = tempfile.TemporaryDirectory()
        self.place = pathlib.Path(self.folder.name)
        self.setup = jobs.Setup(self.place, None, True, self.place)
        self.addCleanup(self.folder.cleanup)

    def jobs(self, count):
        for number in range(1, count + 1):
            yield jobs.Job("p", "w", "Retort", [sys.executable, "-c", f"print('{{\"n\": {number}}}')"], round=number)
        yield jobs.Job("p", "w", "Retort", [sys.executable, "-c", "import sys; sys.exit('it broke')"], round=count + 1)
        yield jobs.Job("p", "w", "not built", ["/nowhere/bench_of_nothing"])
        yield jobs.Job("p", "w", "a peer", jobs.NO_PEERS)

    def test_a_run_that_was_interrupted_goes_on_where_it_was(self):
        file = self.place / "records.jsonl"
        report.Recorder(file, self.setup, False).measure(self.jobs(2))
        before = report.read(file)
        self.assertEqual([r.get("value") for r in before], [{"n": 1}, {"n": 2}, None, None, None])
        self.assertEqual(before[3]["error"], "bench_of_nothing: No such file or directory")
        self.assertEqual(before[2]["error"], "it broke")
        with file.open("a", encoding="utf-8") as out:
            out.write('{"part": "p", "what"')  # killed as it wrote
        again = report.Recorder(file, self.setup, True)
        again.measure(self.jobs(2))
        self.assertEqual([r["at"] for r in again.records[:2]], [r["at"] for r in before[:2]])
        self.assertEqual(len(report.read(file)), 5)

    def test_a_part_takes_its_place_in_the_document_when_it_was_measured_to_its_end(self):
        def search(ms):
            return record("search", "search", "Retort", {"search_ms": ms})

        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()) as told:
            report.write_document([SESSION, *training(), search(10), END], self.place)
            before = (self.place / "performance.md").read_text(encoding="utf-8")
            report.hand_over([SESSION, search(20)], "search", True, self.place)  # interrupted
            self.assertEqual((self.place / "performance.md").read_text(encoding="utf-8"), before)
            self.assertIn("| search | 20.0 |", told.getvalue())
            report.hand_over([SESSION, search(20), END], "search", False, self.place)  # not asked to keep it
            self.assertEqual((self.place / "performance.md").read_text(encoding="utf-8"), before)
            report.hand_over([SESSION, search(30), END], "search", True, self.place)
        self.assertIn("| search | 30.0 |", (self.place / "performance.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
