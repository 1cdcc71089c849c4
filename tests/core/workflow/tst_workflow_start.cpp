// What a student starts from: earlier runs, files, modules; frozen with the run and the same bits on resuming.
#include "formats/safetensors.h"
#include "formats/sha256.h"
#include "scriptmodules.h"
#include "student/student.h"
#include "workflow/runstart.h"
#include "workflowfixture.h"

#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

ClassList classList(const std::vector<std::string> &names)
{
    ClassList classes;
    for (const std::string &name : names)
        classes.push_back({name, {}});
    return classes;
}

NamedTensors resnet20(std::int64_t classes)
{
    return toNamedTensors(studentTensors(*makeStudent("resnet20", classes, 77)));
}

const NamedTensor &tensor(const NamedTensors &all, const std::string &name)
{
    return *std::find_if(all.begin(), all.end(), [&](const NamedTensor &t) { return t.name == name; });
}

/// Row of a matrix as bytes.
std::vector<std::byte> rowOf(const NamedTensors &all, const std::string &name, std::int64_t row)
{
    const NamedTensor &found = tensor(all, name);
    const std::size_t size = found.bytes.size() / static_cast<std::size_t>(found.shape[0]);
    const auto from = found.bytes.begin() + static_cast<std::ptrdiff_t>(size) * row;
    return {from, from + static_cast<std::ptrdiff_t>(size)};
}

} // namespace

class TestWorkflowStart : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Place> m_place;
    std::unique_ptr<Project> m_project;
    std::vector<std::string> m_said;

    std::int64_t add(const Recipe &recipe)
    {
        Reporter reporter;
        reporter.note = [this](const std::string &text) { m_said.push_back(text); };
        return addRun(*m_project, "run", recipe, RETORT_RESOURCES_DIR, reporter);
    }
    std::int64_t addFrom(const std::string &start)
    {
        Recipe recipe = tinyRecipe(1);
        recipe.start = start;
        return add(recipe);
    }
    std::string refusal(const Recipe &recipe)
    {
        return errorOf<Error>([&] { add(recipe); });
    }
    RunRecord run(std::int64_t id) { return distilRun(*m_project, id, m_place->cache(), {}, {}, {}); }

    /// Stopped after every second step until it is done.
    RunRecord runInPieces(std::int64_t id)
    {
        for (int piece = 0; piece < 50; ++piece) {
            std::stop_source stop;
            int steps = 0;
            RunListener listener;
            listener.step = [&](const StepMetrics &, double) {
                if (++steps == 2)
                    stop.request_stop();
            };
            try {
                return distilRun(*m_project, id, m_place->cache(), stop.get_token(), {}, listener);
            } catch (const Cancelled &) {
            }
        }
        return {};
    }

    fs::path write(const char *name, const NamedTensors &tensors, const Metadata &metadata = {})
    {
        writeSafetensors(m_place->root() / name, tensors, metadata);
        return m_place->root() / name;
    }
    fs::path writeModule(const char *name, std::int64_t classes)
    {
        writeFileAtomically(m_place->root() / name, smallScript(classes));
        return m_place->root() / name;
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Place>();
        createProject(m_place->choice("a.retort", m_place->idx("idx")), {}, {});
        m_project = opened(m_place->root() / "a.retort");
        m_said.clear();
    }
    void cleanup()
    {
        m_project.reset();
        m_place.reset();
    }

    void plainRunsStoreNothing()
    {
        const RunRecord added = m_project->run(add(tinyRecipe(1)));
        QVERIFY(added.start.weightsSha256.empty() && added.start.moduleSha256.empty() && added.start.note.empty());
        const StudentStart start = m_project->studentStart(added.id);
        QVERIFY(!start.module && start.weights.empty() && start.fingerprint.empty());
        QVERIFY(m_said.empty());
    }

    void anEarlierRun()
    {
        const RunRecord first = run(add(tinyRecipe(1)));
        const RunRecord second = m_project->run(addFrom("run:1"));
        QCOMPARE(m_said.size(), std::size_t(1));
        QVERIFY2(holds(m_said[0], "start weights: run 1, epoch 1; the classifier stays as it is"),
                 m_said[0].c_str());
        QCOMPARE(second.start.note, m_said[0]);
        QCOMPARE(second.start.weightsSha256, first.weightsSha256);
        QVERIFY(m_project->studentStart(second.id).weights == m_project->weights(1, 1));
        const RunRecord done = run(second.id);
        // It goes on from there: the other run's first step knew nothing.
        QVERIFY(m_project->steps(2).front().loss < 0.9 * m_project->steps(1).front().loss);
        QVERIFY(done.weightsSha256 != first.weightsSha256);
        QVERIFY(m_project->run(addFrom("run:1@1")).start.weightsSha256 == first.weightsSha256);
        QVERIFY(m_project->problems({}, {}).empty());
    }

    void classesThatRemainKeepTheirRows()
    {
        (void)run(add(tinyRecipe(1)));
        // The digits 3, 1 and 8 stay, under other numbers; one by its alias.
        ClassList classes = classList({"3", "new", "one", "8", "newer"});
        classes[2].aliases = {"1"};
        m_project->setClasses(classes);
        const std::int64_t id = addFrom("run:1");
        QVERIFY2(holds(m_said[0], "the classifier has changed: 3 of 5 classes keep their rows (3, one, 8), the "
                                  "others start anew (new, newer)"),
                 m_said[0].c_str());
        const NamedTensors start = m_project->studentStart(id).weights;
        const NamedTensors before = m_project->weights(1, 1);
        for (const char *name : {"fc.weight", "fc.bias"}) {
            QVERIFY(rowOf(start, name, 0) == rowOf(before, name, 3));
            QVERIFY(rowOf(start, name, 2) == rowOf(before, name, 1));
            QVERIFY(rowOf(start, name, 3) == rowOf(before, name, 8));
        }
        QVERIFY(tensor(start, "layer3.2.bn2.weight") == tensor(before, "layer3.2.bn2.weight"));
        QCOMPARE(run(id).state, RunState::Finished);

        m_project->setClasses(classList({"4", "2", "0"})); // a part in another order
        (void)addFrom("run:1");
        QVERIFY2(holds(m_said.back(), "has changed: every class keeps its row, of 10"), m_said.back().c_str());
        m_project->setClasses(classList({"a", "b"}));
        (void)addFrom("run:1");
        QVERIFY2(holds(m_said.back(), "starts anew: none of its 10 classes is among these"),
                 m_said.back().c_str());
    }

    void filesOfWeights()
    {
        const fs::path named = write("named.safetensors", resnet20(3), {{"classes", R"(["9", "x", "2"])"}});
        const std::int64_t id = addFrom(named.string());
        QVERIFY2(holds(m_said.back(), "start weights: named.safetensors; the classifier has changed: 2 of 10"),
                 m_said.back().c_str());
        QVERIFY(rowOf(m_project->studentStart(id).weights, "fc.weight", 9) == rowOf(resnet20(3), "fc.weight", 0));
        (void)addFrom(write("bare.safetensors", resnet20(10)).string());
        QVERIFY2(holds(m_said.back(), "starts anew: it has 10 rows and the file does not say of which classes"),
                 m_said.back().c_str());
        (void)addFrom(write("liar.safetensors", resnet20(10), {{"classes", R"(["0", "1"])"}}).string());
        QVERIFY2(holds(m_said.back(), "does not say of which classes"), m_said.back().c_str());
    }

    void imageNetsClassesAreKnownByTheirNumber()
    {
        m_project->setClasses(classList({"goldfish", "no such thing", "tench"}));
        const std::int64_t id = addFrom(write("imagenet.safetensors", resnet20(1000)).string());
        QVERIFY2(holds(m_said.back(), "2 of 3 classes keep their rows (goldfish, tench)"), m_said.back().c_str());
        QVERIFY2(holds(m_said.back(), "taken for ImageNet-1K's"), m_said.back().c_str());
        const NamedTensors start = m_project->studentStart(id).weights;
        QVERIFY(rowOf(start, "fc.weight", 0) == rowOf(resnet20(1000), "fc.weight", 1));
        QVERIFY(rowOf(start, "fc.weight", 2) == rowOf(resnet20(1000), "fc.weight", 0));
    }

    void theRunNeedsTheFileNoMore()
    {
        const fs::path file = write("start.safetensors", resnet20(10), {{"classes", R"(["0","1","2"])"}});
        const std::int64_t whole = addFrom(file.string());
        const std::int64_t pieces = addFrom(file.string());
        fs::remove(file);
        const RunRecord a = run(whole);
        const RunRecord b = runInPieces(pieces);
        QCOMPARE(b.state, RunState::Finished);
        QCOMPARE(b.weightsSha256, a.weightsSha256);
        QVERIFY(run(add(tinyRecipe(1))).weightsSha256 != a.weightsSha256);
    }

    void aModuleTrainsStopsAndResumes()
    {
        Recipe recipe = tinyRecipe(1);
        recipe.epochs = 2;
        recipe.student = "torchscript";
        recipe.module = writeModule("net.pt", 10).string();
        const std::int64_t whole = add(recipe);
        recipe.threads = 2; // more than the module's one member
        const std::int64_t twoThreads = add(recipe);
        recipe.threads = 1;
        const std::int64_t pieces = add(recipe);
        fs::remove(recipe.module);
        const RunRecord a = run(whole);
        QCOMPARE(a.state, RunState::Finished);
        QCOMPARE(a.start.moduleSha256, sha256(smallScript(10)));
        QVERIFY(a.weightsSha256 != weightsSha256(toNamedTensors(TensorMap())));
        QCOMPARE(runInPieces(pieces).weightsSha256, a.weightsSha256);
        QCOMPARE(run(twoThreads).state, RunState::Finished);
        const auto steps = m_project->steps(whole);
        QVERIFY(steps.back().loss < steps.front().loss);
        QVERIFY(tensor(m_project->weights(whole, 0), "mean") != tensor(resnet20(10), "bn1.running_mean"));

        // An earlier run of the module, and other classes for it.
        recipe.start = "run:" + std::to_string(whole);
        m_project->setClasses(classList({"7", "x"}));
        recipe.module = writeModule("two.pt", 2).string();
        const std::int64_t next = add(recipe);
        QVERIFY2(holds(m_said.back(), "1 of 2 classes keep their rows (7)"), m_said.back().c_str());
        QVERIFY(rowOf(m_project->studentStart(next).weights, "head.weight", 0) ==
                rowOf(m_project->weights(whole, 0), "head.weight", 7));
        QCOMPARE(run(next).state, RunState::Finished);
    }

    void whatDoesNotFitIsSaid()
    {
        (void)run(add(tinyRecipe(1)));
        const std::size_t before = m_project->runs().size();
        const auto from = [&](const std::string &start) {
            Recipe recipe = tinyRecipe(1);
            recipe.start = start;
            return refusal(recipe);
        };
        const auto module = [&](const fs::path &file) {
            Recipe recipe = tinyRecipe(1);
            recipe.student = "torchscript";
            recipe.module = file.string();
            return refusal(recipe);
        };
        const auto check = [](const std::string &text, const char *part) {
            if (!holds(text, part))
                qWarning("%s", text.c_str());
            return holds(text, part);
        };
        QVERIFY(check(from("run:9"), "has no run 9"));
        QVERIFY(check(from("run:1@7"), "Its epochs are 1 to 1"));
        QVERIFY(check(from("run:x"), "Write run:3 for the best epoch"));
        QVERIFY(check(from("run:"), "name no run"));
        QVERIFY(check(from("/no/such/file.pth"), "/no/such/file.pth"));
        QVERIFY(check(from("resnet18-imagenet"), "has not been fetched"));
        m_place->writeTextFile("paper.pdf", "%PDF-1.7 ...");
        QVERIFY(check(from((m_place->root() / "paper.pdf").string()), "is a PDF"));
        NamedTensors other = resnet20(10);
        other.pop_back();
        const std::string missing = from(write("other.safetensors", other).string());
        QVERIFY(check(missing, "other.safetensors"));
        QVERIFY(check(missing, "Use weights of the network that the recipe names: resnet20."));
        Recipe wrong = tinyRecipe(1);
        wrong.student = "resnet56";
        wrong.start = "run:1";
        QVERIFY(check(refusal(wrong), "run 1 trained resnet20, this recipe asks for resnet56"));

        QVERIFY(check(module(write("weights.safetensors", resnet20(10))),
                      "holds weights (safetensors), not a module"));
        const std::string seven = module(writeModule("seven.pt", 7));
        QVERIFY(check(seven, "seven.pt"));
        QVERIFY(check(seven, "answers 7 classes, the project has 10"));
        writeFileAtomically(m_place->root() / "hidden.pt",
                            scriptFile("def forward(self, x: Tensor):\n"
                                       "    f = torch.adaptive_avg_pool2d(x, [2, 2]).flatten(1)\n"
                                       "    return (f, torch.linear(f, 2 * self.weight))",
                                       [](torch::jit::Module &net) {
                                           addLearned(net, "weight", wave({10, 12}, 0.3));
                                       }));
        QVERIFY(check(module(m_place->root() / "hidden.pt"), "set \"student_proxies\" to \"teacher\""));
        QCOMPARE(m_project->runs().size(), before); // nothing of this was added
        Recipe recipe = tinyRecipe(1);
        recipe.student = "torchscript";
        recipe.module = (m_place->root() / "hidden.pt").string();
        recipe.studentProxies = "teacher";
        QCOMPARE(run(add(recipe)).state, RunState::Finished);
    }
};

QTEST_GUILESS_MAIN(TestWorkflowStart)
#include "tst_workflow_start.moc"
