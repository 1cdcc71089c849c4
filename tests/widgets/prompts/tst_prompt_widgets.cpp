#include "widgets/prompts/classscoremodel.h"
#include "widgets/prompts/templatelist.h"
#include "widgets/prompts/templatepanel.h"
#include "widgets/prompts/templaterow.h"
#include "widgets/prompts/weightbar.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace retort;

namespace {

Weighting threeTemplates()
{
    Weighting weighting;
    weighting.templates = {{"a photo of a {}", 0.5, false}, {"a sketch of a {}", 0.3, false}, {"{}", 0.2, false}};
    weighting.rule = WeightRule::Manual;
    return weighting;
}

double sumOf(const Weighting &weighting)
{
    double sum = 0;
    for (const WeightedTemplate &item : weighting.templates)
        sum += item.weight;
    return sum;
}

Weighting argument(const QSignalSpy &spy, int call)
{
    return spy.at(call).front().value<Weighting>();
}

/// The panel as the page uses it: what it wants stored comes back to it.
struct Fixture
{
    Fixture()
    {
        QObject::connect(&panel, &TemplatePanel::edited, &panel, [this](const Weighting &weighting) {
            edits.push_back(weighting);
            panel.setWeighting(weighting);
        });
        panel.setWeighting(threeTemplates());
        panel.resize(420, 600);
        panel.show();
    }

    WeightBar &bar(std::size_t index) { return panel.list().row(index).bar(); }

    TemplatePanel panel;
    std::vector<Weighting> edits;
};

std::shared_ptr<LivePicture> pictureOf(const std::vector<std::int64_t> &counts)
{
    auto picture = std::make_shared<LivePicture>();
    picture->score.training.classCounts = counts;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        picture->classes.push_back({"class " + std::to_string(c), {}});
        picture->meanMargins.push_back(0.25F);
    }
    return picture;
}

} // namespace

class TestPromptWidgets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDragIsOneEdit()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        QSignalSpy previews(&f.panel, &TemplatePanel::previewed);
        WeightBar &bar = f.bar(0);
        const auto at = [&bar](double share) {
            return QPoint(1 + qRound(share * (bar.width() - 2)), bar.height() / 2);
        };
        QTest::mousePress(&bar, Qt::LeftButton, Qt::NoModifier, at(0.5));
        QTest::mouseMove(&bar, at(1.0));
        QTest::mouseMove(&bar, at(0.75));
        QVERIFY(previews.count() >= 2);
        QVERIFY(f.edits.empty());
        for (int i = 0; i < previews.count(); ++i)
            QVERIFY(std::abs(sumOf(argument(previews, i)) - 1) < 1e-9);
        QTest::mouseRelease(&bar, Qt::LeftButton, Qt::NoModifier, at(0.75));
        QCOMPARE(f.edits.size(), std::size_t(1));
        const Weighting &weighting = f.edits.front();
        QVERIFY(std::abs(weighting.templates[0].weight - 0.75) < 0.02);
        QVERIFY(std::abs(sumOf(weighting) - 1) < 1e-9);
        // Through 1.0 and back: the others have their proportions still.
        QVERIFY(std::abs(weighting.templates[1].weight / weighting.templates[2].weight - 1.5) < 1e-6);
        QCOMPARE(f.bar(1).weight(), weighting.templates[1].weight);
    }

    void aLockedBarStays()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        const auto buttons = f.panel.list().row(1).findChildren<QToolButton *>();
        QTest::mouseClick(buttons.front(), Qt::LeftButton); // the lock
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(f.edits.back().templates[1].locked);
        QVERIFY(f.bar(1).locked());
        QTest::mouseClick(&f.bar(1), Qt::LeftButton, Qt::NoModifier, QPoint(2, 5));
        QTest::keyClick(&f.bar(1), Qt::Key_Right);
        QCOMPARE(f.edits.size(), std::size_t(1));
        QTest::mouseClick(&f.bar(0), Qt::LeftButton, Qt::NoModifier, QPoint(f.bar(0).width() - 1, 5));
        QCOMPARE(f.edits.size(), std::size_t(2));
        QCOMPARE(f.edits.back().templates[1].weight, 0.3);
        QCOMPARE(f.edits.back().templates[0].weight, 0.7);
    }

    void keysAreOneEditOnceTheHandRests()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(&f.bar(2), Qt::Key_Right);
        QVERIFY(f.edits.empty());
        QVERIFY(std::abs(f.bar(2).weight() - 0.25) < 1e-9);
        f.panel.flush();
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(std::abs(f.edits.back().templates[2].weight - 0.25) < 1e-9);
        f.panel.flush();
        QCOMPARE(f.edits.size(), std::size_t(1));

        QTest::keyClick(&f.bar(2), Qt::Key_Delete); // an equal share
        f.panel.flush();
        QVERIFY(std::abs(f.edits.back().templates[2].weight - 1.0 / 3) < 1e-9);
    }

    void aNumberCanBeTyped()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        QTest::keyClick(&f.bar(0), '4');
        auto *editor = f.bar(0).findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("40 %"));
        QTest::keyClick(editor, Qt::Key_Return);
        f.panel.flush();
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(std::abs(f.edits.back().templates[0].weight - 0.4) < 1e-9);
    }

    void numbers()
    {
        QCOMPARE(weightFromText(QStringLiteral(".3")), 0.3);
        QCOMPARE(weightFromText(QStringLiteral(" 0,25 ")), 0.25);
        QCOMPARE(weightFromText(QStringLiteral("30%")), 0.3);
        QCOMPARE(weightFromText(QStringLiteral("1")), 1.0);
        for (const auto &bad : {QStringLiteral("2"), QStringLiteral("-0.1"), QStringLiteral("x"), QString(),
                                QStringLiteral("101 %"), QStringLiteral("nan")})
            QVERIFY2(weightFromText(bad) < 0, qPrintable(bad));
    }

    void templatesAreAddedAndRefused()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        QLineEdit *input = nullptr;
        for (auto *edit : f.panel.findChildren<QLineEdit *>())
            if (edit->placeholderText().contains(QStringLiteral("template")))
                input = edit;
        QVERIFY(input);
        input->setText(QStringLiteral("a drawing"));
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(f.edits.empty());
        QCOMPARE(input->text(), QStringLiteral("a drawing")); // to be corrected, not typed again
        input->setText(QStringLiteral("a drawing of a {}"));
        QTest::keyClick(input, Qt::Key_Return);
        QCOMPARE(f.edits.size(), std::size_t(1));
        QCOMPARE(f.panel.list().count(), std::size_t(4));
        QVERIFY(input->text().isEmpty());

        const auto buttons = f.panel.list().row(3).findChildren<QToolButton *>();
        QTest::mouseClick(buttons.back(), Qt::LeftButton);
        QCOMPARE(f.panel.list().count(), std::size_t(3));
    }

    void theLastTemplateStays()
    {
        Fixture f;
        Weighting one;
        one.templates = {{"{}", 1, false}};
        f.panel.setWeighting(one);
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        QTest::mouseClick(f.panel.list().row(0).findChildren<QToolButton *>().back(), Qt::LeftButton);
        QVERIFY(f.edits.empty());
        QCOMPARE(f.panel.list().count(), std::size_t(1));
    }

    void rules()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        QSignalSpy wanted(&f.panel, &TemplatePanel::findAsked);
        auto *rule = f.panel.findChild<QComboBox *>();
        QVERIFY(rule);
        QCOMPARE(rule->findText(QStringLiteral("reference"), Qt::MatchContains),
                 -1); // zpe needs what is not there
        const int softmax = rule->findText(QStringLiteral("softmax"), Qt::MatchContains);
        rule->setCurrentIndex(softmax);
        Q_EMIT rule->activated(softmax);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(argument(wanted, 0).rule, WeightRule::MaxLogit);
        QVERIFY(argument(wanted, 0).softmax);
        QVERIFY(f.edits.empty()); // stored once weights are found

        Weighting zpe = threeTemplates();
        zpe.rule = WeightRule::Zpe;
        f.panel.setWeighting(zpe); // chosen elsewhere: shown
        QVERIFY(rule->currentText().contains(QStringLiteral("reference")));
        f.panel.setWeighting(threeTemplates());
        QCOMPARE(rule->findText(QStringLiteral("reference"), Qt::MatchContains), -1);
    }

    void normaliseIsAnEdit()
    {
        Fixture f;
        auto *box = f.panel.findChild<QCheckBox *>();
        QVERIFY(box);
        box->setChecked(true);
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(f.edits.back().normalise);
        Weighting off = threeTemplates();
        f.panel.setWeighting(off); // an undo: no edit of its own
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(!box->isChecked());
    }

    void classScores()
    {
        ClassScoreModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPictures(pictureOf({10, 40, 0}), pictureOf({20, 30, 0}));
        QCOMPARE(model.rowCount(), 3);
        const auto text = [&model](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(1, ClassScoreModel::NameColumn), QStringLiteral("class 1"));
        QCOMPARE(text(1, ClassScoreModel::ImagesColumn), QStringLiteral("40"));
        QCOMPARE(text(1, ClassScoreModel::DifferenceColumn), QStringLiteral("+10"));
        QCOMPARE(text(0, ClassScoreModel::DifferenceColumn), QStringLiteral("−10"));
        QCOMPARE(text(2, ClassScoreModel::MarginColumn), QString()); // no image, no margin
        QCOMPARE(model.index(0, 1).data(ClassScoreModel::ShareRole).toDouble(), 0.25);
        QCOMPARE(model.index(0, 1).data(ClassScoreModel::BaselineShareRole).toDouble(), 0.5);
        model.setPictures(pictureOf({10, 40}), pictureOf({20, 30, 0})); // other classes: not compared
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(text(1, ClassScoreModel::DifferenceColumn), QString());
        model.setPictures(nullptr, nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(TestPromptWidgets)
#include "tst_prompt_widgets.moc"
