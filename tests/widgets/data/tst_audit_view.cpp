// The audit by keyboard: choices and their keys, answers stored at once, undo, going on later, tables.
#include "workflowfixture.h"

#include "widgets/common/parts.h"
#include "widgets/common/workspace.h"
#include "widgets/data/auditasker.h"
#include "widgets/data/auditchoicemodel.h"
#include "widgets/common/classfiguresmodel.h"
#include "widgets/data/auditview.h"
#include "widgets/data/datapage.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

using namespace retort;
using namespace retort::test;

namespace {

constexpr int patience = 60000; // a loaded machine; nothing here takes long

QPushButton *buttonNamed(QWidget &parent, const QString &text)
{
    for (QPushButton *button : parent.findChildren<QPushButton *>())
        if (button->text() == text && button->isVisible())
            return button;
    return nullptr;
}

ClassList classesNamed(int count)
{
    ClassList classes;
    for (int c = 0; c < count; ++c)
        classes.push_back({"kind " + std::string(1, static_cast<char>('a' + c)), {}});
    return classes;
}

} // namespace

class TestAuditView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<Place>();
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
    }

    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_place.reset();
    }

    void choicesAndTheirKeys()
    {
        AuditChoiceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setClasses(classesNamed(12));
        QCOMPARE(model.rowCount(), 14);
        QCOMPARE(model.rowOfKey(QStringLiteral("1")), 0);
        QCOMPARE(model.rowOfKey(QStringLiteral("0")), 9);
        QCOMPARE(model.rowOfKey(QStringLiteral("-")), 12);
        QCOMPARE(model.rowOfKey(QStringLiteral("?")), 13);
        QCOMPARE(model.rowOfKey(QStringLiteral("/")), 13);
        QCOMPARE(model.rowOfKey(QStringLiteral("x")), -1);
        QCOMPARE(model.rowOfKey(QString()), -1);
        QCOMPARE(model.index(10, 0).data(AuditChoiceModel::KeyRole).toString(),
                 QString()); // the eleventh has none
        QVERIFY(model.answer(12).kind == AuditAnswer::Kind::None);
        QVERIFY(model.answer(13).kind == AuditAnswer::Kind::Unclear);
        // What is typed picks, and the keys go to what is left.
        model.setTyped(QStringLiteral("kind"));
        QCOMPARE(model.rowCount(), 14);
        model.setTyped(QStringLiteral("kind l"));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.answer(0).className, std::string("kind l"));
        QCOMPARE(model.rowOfKey(QStringLiteral("1")), 0);
        model.setTyped({});
        AuditAnswer chosen;
        chosen.kind = AuditAnswer::Kind::Class;
        chosen.className = "kind c";
        model.setChosen(chosen);
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.index(row, 0).data(AuditChoiceModel::ChosenRole).toBool(), row == 2);
    }

    void aliasesAndDigitsInNames()
    {
        AuditChoiceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setClasses({{"ship", {"boat", "vessel"}}, {"Boeing 737", {}}, {"Boeing 747", {}}});
        model.setTyped(QStringLiteral("vess"));
        QCOMPARE(model.answer(0).className, std::string("ship"));
        model.setTyped(QStringLiteral("boeing 7"));
        QVERIFY(model.goesOnWith(QStringLiteral("4"))); // a letter of a name here
        QVERIFY(!model.goesOnWith(QStringLiteral("1")));
        // Classes that are called by digits have those for keys.
        model.setTyped({});
        ClassList digits;
        for (const char *name : {"3", "0", "seven", "9"})
            digits.push_back({name, {}});
        model.setClasses(digits);
        QCOMPARE(model.rowOfKey(QStringLiteral("3")), 0);
        QCOMPARE(model.rowOfKey(QStringLiteral("0")), 1);
        QCOMPARE(model.rowOfKey(QStringLiteral("1")), -1);
    }

    void classFigures()
    {
        ClassFiguresModel model(ClassFiguresModel::Words::TeacherAudited);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const LabelledSample sample{{0, 1, 2, 3}, {0, 0, 1, noneOfThese}, {}, {}, {}};
        const std::vector<std::int32_t> answers{0, 1, 1, 0};
        model.setFigures(classesNamed(3), sampleFigures(sample, answers, 3), sampleConfusion(sample, answers, 3));
        QCOMPARE(model.rowCount(), 3);
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, ClassFiguresModel::AnswersColumn), QStringLiteral("2"));
        QVERIFY(text(0, ClassFiguresModel::RecallColumn).startsWith(QStringLiteral("50.0 % (")));
        QCOMPARE(text(0, ClassFiguresModel::ConfusedColumn), QStringLiteral("kind b 50.0 %"));
        QVERIFY(text(1, ClassFiguresModel::PrecisionColumn).startsWith(QStringLiteral("50.0 % (")));
        QCOMPARE(text(2, ClassFiguresModel::RecallColumn), QStringLiteral("–"));
        for (int column = 0; column < ClassFiguresModel::ColumnCount; ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }

    void withoutClasses()
    {
        open(m_place->choice("a.retort", m_place->imageFolder("flat", false)));
        showAudit();
        QPushButton *back = nullptr;
        QVERIFY((back = buttonNamed(view(), QStringLiteral("Back to the images"))));
        bool told = false;
        for (const QLabel *label : view().findChildren<QLabel *>())
            told = told || label->text().contains(QStringLiteral("Name at least two classes first"));
        QVERIFY(told);
        QTest::mouseClick(back, Qt::LeftButton);
        QVERIFY(!view().isVisible());
    }

    void byKeyboard()
    {
        QVERIFY(openAndDraw(12));
        QCOMPARE(QApplication::focusWidget(), &field());
        const std::vector<ContentKey> order = audit().draws[0]->sample;
        QTest::keyClick(&field(), Qt::Key_2);
        QTest::keyClick(&field(), Qt::Key_Minus);
        QTest::keyClick(&field(), '?');
        QTest::keyClicks(&field(), QStringLiteral("ship"));
        QTest::keyClick(&field(), Qt::Key_Return);
        QCOMPARE(audit().answers.size(), std::size_t(4));
        QCOMPARE(audit().answers.at(order[0]).className, std::string("dog"));
        QVERIFY(audit().answers.at(order[1]).kind == AuditAnswer::Kind::None);
        QVERIFY(audit().answers.at(order[2]).kind == AuditAnswer::Kind::Unclear);
        QCOMPARE(audit().answers.at(order[3]).className, std::string("ship"));
        QCOMPARE(asker().entry(), std::size_t(4));
        QVERIFY(field().text().isEmpty());
        // Return on an empty field says nothing, and an image cannot be passed over.
        QTest::keyClick(&field(), Qt::Key_Return);
        QTest::keyClick(&field(), Qt::Key_Right);
        QCOMPARE(audit().answers.size(), std::size_t(4));
        QCOMPARE(asker().entry(), std::size_t(4));
        // Back, another answer, and on where it was left.
        QTest::keyClick(&field(), Qt::Key_Left);
        QTest::keyClick(&field(), Qt::Key_Left);
        QCOMPARE(asker().entry(), std::size_t(2));
        QTest::keyClick(&field(), Qt::Key_1);
        QCOMPARE(audit().answers.at(order[2]).className, std::string("cat"));
        QCOMPARE(asker().entry(), std::size_t(4));
        // By arrows.
        QTest::keyClick(&field(), Qt::Key_Down);
        QTest::keyClick(&field(), Qt::Key_Down);
        QTest::keyClick(&field(), Qt::Key_Return);
        QCOMPARE(audit().answers.at(order[4]).className, std::string("dog"));
        QTest::keyClick(&field(), Qt::Key_Escape);
        QVERIFY(!view().isVisible());
    }

    void aboutChosenImages()
    {
        QVERIFY(openAndDraw(8));
        QTest::keyClick(&field(), Qt::Key_1);
        m_workspace->setImagesToShow({DatasetRole::Training, {3, 1}, QStringLiteral("mine"), true});
        m_page->hide();
        m_page->show();
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("You chose these")), patience);
        QVERIFY(says(QStringLiteral("0 of 2 answered")));
        const auto &images = *m_workspace->session()->training.dataset->images;
        asker().takeFocus();
        QTest::keyClick(&field(), Qt::Key_2);
        QTest::keyClick(&field(), Qt::Key_2);
        QCOMPARE(audit().answers.at(images.key(3)).className, std::string("dog"));
        QCOMPARE(audit().answers.at(images.key(1)).className, std::string("dog"));
        QCOMPARE(audit().draws.size(), std::size_t(1));
        QVERIFY(says(QStringLiteral("All of them have an answer")));
        QTest::mouseClick(buttonNamed(view(), QStringLiteral("Go on to the drawn images")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("of 8 answered")), patience);
    }

    void undoTakesAnAnswerBack()
    {
        QVERIFY(openAndDraw(8));
        const std::vector<ContentKey> order = audit().draws[0]->sample;
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(&field(), Qt::Key_1);
        QCOMPARE(asker().entry(), std::size_t(3));
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        const Audit before = audit();
        QTest::keyClick(&field(), Qt::Key_3);
        m_workspace->undoStack().undo();
        QVERIFY(audit().answers == before.answers);
        QCOMPARE(asker().entry(), std::size_t(3)); // what was taken back is asked again
        m_workspace->undoStack().undo();
        QCOMPARE(asker().entry(), std::size_t(2));
        QCOMPARE(audit().answers.size(), std::size_t(2));
        m_workspace->undoStack().redo();
        QCOMPARE(audit().answers.size(), std::size_t(3));
        // So does the draw itself.
        for (int i = 0; i < 4; ++i)
            m_workspace->undoStack().undo();
        QVERIFY(audit().empty());
        QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(view(), QStringLiteral("Draw images")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QVERIFY(stored().empty());
        m_workspace->undoStack().redo();
        m_workspace->undoStack().redo();
        QCOMPARE(audit().draws[0]->sample, order);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        QCOMPARE(stored().answers.size(), std::size_t(1));
    }

    void goesOnLater()
    {
        QVERIFY(openAndDraw(8));
        const fs::path file = m_workspace->file();
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(&field(), Qt::Key_1);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        m_page.reset();
        m_workspace.reset();
        m_workspace = std::make_unique<Workspace>(m_place->root() / "resources");
        m_workspace->openProject(file);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience);
        showAudit();
        QTRY_VERIFY_WITH_TIMEOUT(asker().isVisible(), patience);
        QCOMPARE(asker().entry(), std::size_t(5));
        QVERIFY(says(QStringLiteral("5 of 8 answered")));
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(&field(), Qt::Key_2);
        // All are answered: what they say.
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("accuracy, tuning half")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("looked at 0")), patience);
        QTest::mouseClick(buttonNamed(view(), QStringLiteral("Show")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("looked at 1")), patience);
        QCOMPARE(m_workspace->reportLooks(), 1);
    }

    void aClassListEditedMeanwhile()
    {
        QVERIFY(openAndDraw(8));
        QTest::keyClick(&field(), Qt::Key_1);
        QTest::keyClick(&field(), Qt::Key_Minus);
        QTest::keyClick(&field(), Qt::Key_2);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->idle(), patience);
        ClassList classes = m_workspace->settings().classes;
        classes.push_back({"tree", {}});
        m_workspace->setClasses(classes);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("asked again")), patience);
        QCOMPARE(asker().entry(), std::size_t(1));
        QTest::keyClick(&field(), Qt::Key_4);
        QCOMPARE(audit().answers.at(audit().draws[0]->sample[1]).className, std::string("tree"));
        QCOMPARE(asker().entry(), std::size_t(3));
        classes.erase(classes.begin()); // cat
        m_workspace->setClasses(classes);
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("not in the list any more")), patience);
        QCOMPARE(audit().answers.size(), std::size_t(3)); // nothing is lost
        QCOMPARE(asker().entry(), std::size_t(3));
    }

    void tables()
    {
        QVERIFY(openAndDraw(6));
        QTest::keyClick(&field(), Qt::Key_1);
        const fs::path file = m_place->root() / "answers.csv";
        view().exportFile(QString::fromStdString(file.string()));
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("Written")), patience);
        const QStringList lines =
            QString::fromStdString(readTextFile(file)).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 7);
        QVERIFY(lines[1].endsWith(QStringLiteral(",class,cat")));
        // Somebody fills it in elsewhere, and gets one line wrong.
        std::string filled;
        for (int i = 0; i < lines.size(); ++i)
            filled += lines[i].toStdString() + (i < 2 ? "" : i == 3 ? "horse" : "ship") + "\n";
        m_place->writeTextFile("filled.csv", filled);
        view().importFile(QString::fromStdString((m_place->root() / "filled.csv").string()));
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("line 4: the class horse")), patience);
        QCOMPARE(audit().answers.size(), std::size_t(1));
        QTest::mouseClick(buttonNamed(view(), QStringLiteral("Import the other 5")), Qt::LeftButton);
        QCOMPARE(audit().answers.size(), std::size_t(5));
        m_workspace->undoStack().undo();
        QCOMPARE(audit().answers.size(), std::size_t(1));
        view().importFile(QStringLiteral("/nowhere.csv"));
        QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("/nowhere.csv")), patience);
    }

private:
    void open(const NewProject &choice)
    {
        m_workspace->createProject(choice);
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->session() && m_workspace->idle(), patience);
    }
    void showAudit()
    {
        m_page = std::make_unique<DataPage>(*m_workspace);
        m_page->resize(1000, 700);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        m_page->showPart(QStringLiteral("audit"));
        QTRY_VERIFY_WITH_TIMEOUT(m_page->settled(), patience);
    }
    /// Of images that nobody has labelled.
    bool openAndDraw(int count)
    {
        NewProject choice = m_place->choice("a.retort", m_place->imageFolder("flat", false));
        m_place->writeTextFile("names.txt", "cat\ndog\nship\n");
        choice.classes = m_place->root() / "names.txt";
        open(choice);
        showAudit();
        QPushButton *draw = buttonNamed(view(), QStringLiteral("Draw images"));
        if (!draw)
            return false;
        view().findChild<QSpinBox *>()->setValue(count);
        QTest::mouseClick(draw, Qt::LeftButton);
        return QTest::qWaitFor([this] { return asker().isVisible() && m_page->settled(); }, patience);
    }
    [[nodiscard]] AuditView &view() const { return *m_page->findChild<AuditView *>(); }
    [[nodiscard]] AuditAsker &asker() const { return *m_page->findChild<AuditAsker *>(); }
    [[nodiscard]] QLineEdit &field() const { return *asker().findChild<QLineEdit *>(); }
    [[nodiscard]] const Audit &audit() const { return *m_workspace->audit(); }
    [[nodiscard]] Audit stored() const { return Project::open(m_workspace->file(), nullptr)->audit(); }
    [[nodiscard]] bool says(const QString &text) const
    {
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }

    std::unique_ptr<Place> m_place;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<DataPage> m_page;
};

QTEST_MAIN(TestAuditView)
#include "tst_audit_view.moc"
