#include "widgets/common/parts.h"
#include "widgets/common/surenesschart.h"
#include "widgets/prompts/classscoremodel.h"
#include "widgets/prompts/comparisontext.h"
#include "widgets/prompts/confusionmodel.h"
#include "widgets/prompts/confusionview.h"
#include "widgets/prompts/moversmodel.h"
#include "widgets/prompts/templatepanel.h"
#include "widgets/prompts/templateview.h"
#include "widgets/prompts/weightbar.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

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
        QObject::connect(&model, &TemplateModel::edited, &panel, [this](const Weighting &weighting) {
            edits.push_back(weighting);
            panel.setWeighting(weighting);
        });
        panel.setWeighting(threeTemplates());
        panel.resize(460, 600);
        panel.show();
    }

    WeightBar &bar(int row) { return *panel.view().bar(row); }
    /// Where a share of a bar's track is.
    QPoint at(WeightBar &bar, double share) const
    {
        const int track = bar.width() - bar.fontMetrics().horizontalAdvance(weightText(0.888)) - 9;
        return {1 + qRound(share * track), bar.height() / 2};
    }
    void click(int row, int column)
    {
        QTableView &view = panel.view();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(view.model()->index(row, column)).center());
    }

    TemplatePanel panel;
    TemplateModel &model = panel.model();
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
        QSignalSpy slides(&f.model, &TemplateModel::slid);
        WeightBar &bar = f.bar(0);
        QCOMPARE(bar.look().full, 1.0);
        QTest::mousePress(&bar, Qt::LeftButton, Qt::NoModifier, f.at(bar, 0.5));
        QCOMPARE(slides.count(), 0); // a click is no drag: it may become a double click
        QTest::mouseMove(&bar, f.at(bar, 1.0));
        QTest::mouseMove(&bar, f.at(bar, 0.75));
        QVERIFY(slides.count() >= 2);
        QVERIFY(f.edits.empty());
        QVERIFY(std::abs(sumOf(f.model.weighting()) - 1) < 1e-9);
        f.panel.setWeighting(threeTemplates()); // news from the project do not move it under the hand
        QTest::mouseRelease(&bar, Qt::LeftButton, Qt::NoModifier, f.at(bar, 0.75));
        QCOMPARE(f.edits.size(), std::size_t(1));
        const Weighting &weighting = f.edits.front();
        QVERIFY(std::abs(weighting.templates[0].weight - 0.75) < 0.02);
        QVERIFY(std::abs(sumOf(weighting) - 1) < 1e-9);
        // Through 1.0 and back: the others have their proportions still.
        QVERIFY(std::abs(weighting.templates[1].weight / weighting.templates[2].weight - 1.5) < 1e-6);
    }

    void anyBarCanBeDraggedAtOnce()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        f.bar(0);
        QTableView &view = f.panel.view();
        const QRect cell = view.visualRect(view.model()->index(2, TemplateModel::WeightColumn));
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(view.currentIndex().row(), 2);
        QCOMPARE(f.panel.view().bar(2)->geometry(), cell); // no painted bar is seen beside it
        QTest::mouseMove(view.viewport(), cell.center() + QPoint(20, 0));
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, cell.center() + QPoint(20, 0));
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(f.edits.back().templates[2].weight > 0.4);
    }

    void withShiftADragIsFine()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        WeightBar &bar = f.bar(0);
        QTest::mousePress(&bar, Qt::LeftButton, Qt::ShiftModifier, f.at(bar, 0.5));
        QMouseEvent move(QEvent::MouseMove, f.at(bar, 0.9), bar.mapToGlobal(f.at(bar, 0.9)), Qt::NoButton,
                         Qt::LeftButton, Qt::ShiftModifier);
        QCoreApplication::sendEvent(&bar, &move);
        QTest::mouseRelease(&bar, Qt::LeftButton, Qt::ShiftModifier, f.at(bar, 0.9));
        QVERIFY(std::abs(f.edits.back().templates[0].weight - 0.54) < 0.01);
        QTest::keyClick(&bar, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(std::abs(f.edits.back().templates[0].weight - f.edits.front().templates[0].weight - 0.001) < 1e-9);
    }

    void aDoubleClickMutes()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        WeightBar &bar = f.bar(1);
        QTest::mouseDClick(&bar, Qt::LeftButton, {}, f.at(bar, 0.8));
        QCOMPARE(f.edits.size(), std::size_t(1));
        QCOMPARE(f.edits.back().templates[1].weight, 0.0);
        QCOMPARE(*f.edits.back().templates[1].muted, 0.3);
        QVERIFY(f.bar(1).look().muted);
        QTest::mouseDClick(&bar, Qt::LeftButton, {}, f.at(bar, 0.8));
        QVERIFY(!f.edits.back().templates[1].muted);
        QVERIFY(std::abs(f.edits.back().templates[1].weight - 0.3) < 1e-9);
    }

    void aLockedBarStays()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        f.click(1, TemplateModel::LockColumn);
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(f.edits.back().templates[1].locked);
        WeightBar &bar = f.bar(1);
        QVERIFY(bar.look().locked);
        QTest::mousePress(&bar, Qt::LeftButton, {}, f.at(bar, 0.1));
        QTest::mouseMove(&bar, f.at(bar, 0.9));
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, f.at(bar, 0.9));
        QTest::keyClick(&bar, Qt::Key_Right);
        QCOMPARE(f.edits.size(), std::size_t(1));
        QTest::keyClick(&f.bar(0), Qt::Key_End);
        QCOMPARE(f.edits.back().templates[1].weight, 0.3);
        QCOMPARE(f.edits.back().templates[0].weight, 0.7);
    }

    void keysOfOneBarAreOneGesture()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        QSignalSpy edits(&f.model, &TemplateModel::edited);
        QTest::keyClick(&f.bar(2), Qt::Key_Right);
        QTest::keyClick(&f.bar(2), Qt::Key_Right);
        QVERIFY(std::abs(f.edits.back().templates[2].weight - 0.22) < 1e-9);
        const QString gesture = edits.at(1).at(2).toString();
        QVERIFY(!gesture.isEmpty());
        QCOMPARE(edits.at(0).at(2).toString(), gesture);
        QTest::keyClick(&f.bar(1), Qt::Key_Right);
        QVERIFY(edits.at(2).at(2).toString() != gesture);
        QTest::keyClick(&f.bar(2), Qt::Key_Delete); // an equal share, not: away with it
        QCOMPARE(f.model.rowCount(), 3);
        QVERIFY(std::abs(f.edits.back().templates[2].weight - 1.0 / 3) < 1e-9);
        // From the list itself, too.
        f.panel.view().setFocus();
        QTest::keyClick(&f.panel.view(), Qt::Key_Left);
        QVERIFY(std::abs(f.edits.back().templates[2].weight - (1.0 / 3 - 0.01)) < 1e-9);
    }

    void aNumberCanBeTyped()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        WeightBar &bar = f.bar(0);
        QTest::keyClick(&bar, '4');
        auto *editor = bar.findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("40 %"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(f.edits.size(), std::size_t(1));
        QVERIFY(std::abs(f.edits.back().templates[0].weight - 0.4) < 1e-9);
    }

    void assistiveToolsFindASlider()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        WeightBar &bar = f.bar(1);
        QAccessibleInterface *slider = QAccessible::queryAccessibleInterface(&bar);
        QVERIFY(slider && slider->valueInterface());
        QVERIFY(slider->text(QAccessible::Name).contains(QStringLiteral("a sketch of a {}")));
        QCOMPARE(slider->valueInterface()->currentValue().toInt(), 300);
        QCOMPARE(slider->valueInterface()->minimumValue().toInt(), 0);
        QCOMPARE(slider->valueInterface()->maximumValue().toInt(), 1000);
        slider->valueInterface()->setCurrentValue(500);
        QCOMPARE(f.edits.back().templates[1].weight, 0.5);
        f.model.setLocked({1}, true);
        QCOMPARE(slider->text(QAccessible::Description), QStringLiteral("locked"));
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
        QVERIFY(f.panel.findChild<Banner *>()->isVisible());
        input->setText(QStringLiteral("a drawing of a {}"));
        QTest::keyClick(input, Qt::Key_Return);
        QCOMPARE(f.edits.size(), std::size_t(1));
        QCOMPARE(f.model.rowCount(), 4);
        QVERIFY(input->text().isEmpty());
        QVERIFY(!f.panel.findChild<Banner *>()->isVisible());
        f.click(3, TemplateModel::RemoveColumn);
        QCOMPARE(f.model.rowCount(), 3);
    }

    void wordsAreChangedInPlace()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        TemplateView &view = f.panel.view();
        view.edit(view.model()->index(0, TemplateModel::TextColumn));
        auto *editor = view.viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("a photo"));
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(f.edits.empty());
        QCOMPARE(view.viewport()->findChild<QLineEdit *>(), editor); // still there, with what was typed
        QVERIFY(f.panel.findChild<Banner *>()->text().contains(QStringLiteral("has no {}")));
        const QString taken = f.model.index(1, TemplateModel::TextColumn).data(Qt::EditRole).toString();
        editor->setText(taken);
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(f.edits.empty());
        QCOMPARE(view.viewport()->findChild<QLineEdit *>(), editor);
        QCOMPARE(editor->text(), taken);
        QVERIFY(f.panel.findChild<Banner *>()->text().contains(taken));
        QFocusEvent away(QEvent::FocusOut, Qt::MouseFocusReason); // nor is it lost to a click elsewhere
        QApplication::sendEvent(editor, &away);
        QCOMPARE(view.viewport()->findChild<QLineEdit *>(), editor);
        QCOMPARE(editor->text(), taken);
        editor->setText(QStringLiteral("an old photo of a {}"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(f.edits.size(), std::size_t(1)); // the view takes it once the key is done with
        QCOMPARE(f.edits.back().templates[0].text, std::string("an old photo of a {}"));
        QCOMPARE(f.edits.back().templates[0].weight, 0.5);
    }

    void theClipboardTakesLines()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        TemplateView &view = f.panel.view();
        view.setFocus();
        view.selectAll();
        QTest::keySequence(&view, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("a photo of a {}\na sketch of a {}\n{}\n"));
        QGuiApplication::clipboard()->setText(QStringLiteral("a toy {}\n\nno place\n{}\na {} at night\n"));
        f.bar(1);
        view.paste();
        QCOMPARE(f.edits.size(), std::size_t(1)); // one step, for all lines that are templates
        QCOMPARE(f.model.rowCount(), 5);
        QCOMPARE(f.edits.back().templates[1].text, std::string("a toy {}"));
        QCOMPARE(f.edits.back().templates[2].text, std::string("a {} at night"));
        QVERIFY(f.panel.findChild<Banner *>()->text().contains(QStringLiteral("2 lines")));
    }

    void typingFilters()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        TemplateView &view = f.panel.view();
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_S, Qt::NoModifier);
        QCOMPARE(view.model()->rowCount(), 1);
        QVERIFY(!f.panel.view().bar(0));
        QVERIFY(f.panel.view().bar(1));
        QTest::keyClick(f.panel.view().bar(1), Qt::Key_Home); // the row that is meant, not the first one
        QCOMPARE(f.edits.back().templates[1].weight, 0.0);
        view.setFilter({});
        QCOMPARE(view.model()->rowCount(), 3);
    }

    void rowsAreMoved()
    {
        Fixture f;
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        f.bar(2);
        QTest::keyClick(&f.panel.view(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(f.edits.back().templates[1].text, std::string("{}"));
        QCOMPARE(f.panel.view().selectedRows(), QList<int>{1}); // it stays selected where it went
        const std::unique_ptr<QMimeData> dragged(f.model.mimeData({f.model.index(0, 0)}));
        QVERIFY(f.model.dropMimeData(dragged.get(), Qt::MoveAction, 3, 0, {}));
        QCOMPARE(f.edits.back().templates[2].text, std::string("a photo of a {}"));
        // Of another window's list the words are taken, not the places.
        TemplateModel other;
        Weighting one;
        one.templates = {{"a drawn {}", 1, false}};
        other.setWeighting(one);
        const std::unique_ptr<QMimeData> foreign(other.mimeData({other.index(0, 0)}));
        QVERIFY(f.model.dropMimeData(foreign.get(), Qt::MoveAction, 0, 0, {}));
        QCOMPARE(f.edits.back().templates[0].text, std::string("a drawn {}"));
        QCOMPARE(f.model.rowCount(), 4);
    }

    void theLastTemplateStays()
    {
        Fixture f;
        Weighting one;
        one.templates = {{"{}", 1, false}};
        f.panel.setWeighting(one);
        QVERIFY(QTest::qWaitForWindowExposed(&f.panel));
        f.click(0, TemplateModel::RemoveColumn);
        QVERIFY(f.edits.empty());
        QCOMPARE(f.model.rowCount(), 1);
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
        model.setPictures(pictureOf({10, 40, 0}), pictureOf({20, 30, 0}), false);
        QCOMPARE(model.rowCount(), 3);
        const auto text = [&model](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(1, ClassScoreModel::NameColumn), QStringLiteral("class 1"));
        QCOMPARE(text(1, ClassScoreModel::ImagesColumn), QStringLiteral("40"));
        QCOMPARE(text(1, ClassScoreModel::DifferenceColumn), QStringLiteral("+10"));
        QCOMPARE(text(0, ClassScoreModel::DifferenceColumn), QStringLiteral("−10"));
        QCOMPARE(text(2, ClassScoreModel::MarginColumn), QString()); // no image, no margin
        QCOMPARE(model.index(0, 1).data(ClassScoreModel::ShareRole).toDouble(), 0.25);
        QCOMPARE(model.index(0, 1).data(ClassScoreModel::BaselineShareRole).toDouble(), 0.5);
        model.setPictures(pictureOf({10, 40}), pictureOf({20, 30, 0}), false); // other classes: not compared
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(text(1, ClassScoreModel::DifferenceColumn), QString());
        model.setPictures(nullptr, nullptr, false);
        QCOMPARE(model.rowCount(), 0);
    }

    void aSampleIsComparedOnItsOwnImages()
    {
        ClassScoreModel model;
        auto baseline = pictureOf({3, 3});
        baseline->score.training.answers = {0, 1, 0, 1, 1, 0};
        auto picture = pictureOf({2, 1});
        picture->places = std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{1, 3, 5});
        model.setPictures(picture, baseline, false);
        QCOMPARE(model.before(), (std::vector<std::int64_t>{1, 2}));
        QCOMPARE(model.index(0, ClassScoreModel::DifferenceColumn).data().toString(), QStringLiteral("+1"));
    }

    void confusions()
    {
        ConfusionModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const ClassList classes{{"shirt", {}}, {"coat", {}}, {"bag", {}}};
        LabelledSample sample;
        const std::vector<std::int32_t> answers{0, 0, 1, 1, 2};
        sample.images = {0, 1, 2, 3, 4};
        sample.labels = {0, 1, 1, 0, 2};
        model.setCells(sampleConfusion(sample, answers, 3), classes);
        QCOMPARE(model.rowCount(), 3);
        for (int label = 0; label < 3; ++label)
            for (int answer = 0; answer < 3; ++answer) {
                qint64 slow = 0;
                for (std::size_t i = 0; i < answers.size(); ++i)
                    slow += sample.labels[i] == label && answers[i] == answer;
                const QModelIndex cell = model.index(label, answer);
                QCOMPARE(cell.data(ConfusionModel::CountRole).toLongLong(), slow);
                QCOMPARE(cell.data().toString(), slow > 0 ? QString::number(slow) : QString());
            }
        QCOMPARE(model.index(0, 1).data(ConfusionModel::ShareRole).toDouble(), 0.5);
        QVERIFY(model.index(0, 1).data(Qt::ToolTipRole).toString().contains(QStringLiteral("labelled shirt")));

        ConfusionView view(model);
        view.resize(300, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy chosen(&view, &ConfusionView::cellChosen);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(model.index(0, 1)).center());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(model.index(0, 2)).center());
        QCOMPARE(chosen.count(), 1); // nothing is opened where no image is
        QCOMPARE(chosen.at(0).at(0).toInt(), 0);
        QCOMPARE(chosen.at(0).at(1).toInt(), 1);
        model.setCells({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void moversSayWhatBecameOfThem()
    {
        MoversModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const ClassList classes{{"shirt", {}}, {"coat", {}}, {"bag", {}}};
        const std::vector<std::int32_t> before{0, 0, 0, 1, 2};
        const std::vector<std::int32_t> after{1, 1, 1, 0, 2};
        const std::vector<std::int32_t> labels{1, 0, 2, -1, 2};
        model.setMoves(findMoves(before, after), classes, labels);
        QCOMPARE(model.rowCount(), 3); // all, two groups
        QVERIFY(model.labelled());
        QCOMPARE(model.tally(0).images, qint64(4));
        QCOMPARE(model.tally(0).right, qint64(1));
        QCOMPARE(model.tally(0).wrong, qint64(1));
        QCOMPARE(model.move(1), QStringLiteral("shirt → coat"));
        QCOMPARE(model.tally(1).images, qint64(3));
        const std::vector<MoversModel::Moved> moved = model.images(1);
        QCOMPARE(moved.size(), std::size_t(3));
        QCOMPARE(moved[0].became, 1);
        QCOMPARE(moved[1].became, -1);
        QCOMPARE(moved[2].became, 0); // wrong before and after
        QCOMPARE(model.images(0).back().image, std::int64_t(3));
        model.setMoves(findMoves(before, after), classes, {});
        QVERIFY(!model.labelled());
        QVERIFY(!model.index(1, MoversModel::RightColumn).data().isValid());
        model.setMoves({}, classes, labels);
        QCOMPARE(model.rowCount(), 0);
    }

    void aTestInWords()
    {
        QCOMPARE(oftenText(0.02), QStringLiteral("about once in 50 times"));
        QCOMPARE(oftenText(0.5), QStringLiteral("about every second time"));
        QVERIFY(oftenText(1e-9).startsWith(QStringLiteral("less than once in")));
        QCOMPARE(oftenText(1), QStringLiteral("nearly always"));
        const auto text = [](std::int64_t first, std::int64_t second) {
            return comparisonText({1000, first, second, mcNemar(first, second)});
        };
        QVERIFY(text(10, 40).contains(QStringLiteral("accuracy rose")));
        QVERIFY(text(40, 10).contains(QStringLiteral("accuracy fell")));
        QVERIFY(text(10, 40).contains(QStringLiteral("Images right only now: 40")));
        QVERIFY(text(10, 12).contains(QStringLiteral("may be chance")));
        QVERIFY(text(0, 0).contains(QStringLiteral("same images")));
        QVERIFY(comparisonText({}).isEmpty());
    }

    void marginsAreCounted()
    {
        const std::vector<float> margins{0, 0.01F, 0.05F, 0.5F, 0.999F, 1};
        LogitSummary summary;
        summary.margins = margins;
        summary.answers.assign(margins.size(), 0);
        summary.margins.push_back(0.5F); // of an excluded image
        summary.answers.push_back(-1);
        const SurenessChart::Shares shares = SurenessChart::shares(summary);
        for (std::size_t bin = 0; bin < marginBins; ++bin) {
            double slow = 0;
            for (const float margin : margins) {
                const bool last = bin + 1 == marginBins;
                slow += margin * 20 >= float(bin) && (last || margin * 20 < float(bin + 1));
            }
            QVERIFY(std::abs(shares[bin] - slow / 6) < 1e-9);
        }
    }
};

QTEST_MAIN(TestPromptWidgets)
#include "tst_prompt_widgets.moc"
