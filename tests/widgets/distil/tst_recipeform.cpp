#include "recipe/recipejson.h"
#include "widgets/distil/numberfield.h"
#include "widgets/distil/recipeform.h"
#include "widgets/distil/sourcefield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <QXmlStreamReader>

#include <algorithm>

using namespace retort;

namespace {

/// Every key at another value than its default.
Recipe allDifferent()
{
    Recipe recipe;
    for (const RecipeKey &key : recipeKeys()) {
        std::visit(
            [&](auto member) {
                using Value = std::remove_reference_t<decltype(recipe.*member)>;
                if constexpr (std::is_same_v<Value, bool>)
                    recipe.*member = !(recipe.*member);
                else if constexpr (std::is_same_v<Value, std::string>)
                    recipe.*member = key.choices.empty() ? std::string("/a/file") : key.choices.back();
                else if constexpr (std::is_same_v<Value, double>)
                    recipe.*member = key.minimum + (key.maximum - key.minimum) * 0.37 + 1e-7;
                else
                    recipe.*member = static_cast<Value>(key.maximum);
            },
            key.member);
    }
    return recipe;
}

} // namespace

class TestRecipeForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWithTheDefaults()
    {
        RecipeForm form;
        QCOMPARE(recipeToJson(form.recipe()), recipeToJson({}));
    }

    void everyKeyGoesRound()
    {
        RecipeForm form;
        const Recipe wanted = allDifferent();
        form.setRecipe(wanted);
        QCOMPARE(recipeToJson(form.recipe()), recipeToJson(wanted));
        QVERIFY(form.recipe() == wanted);
        form.setRecipe({});
        QVERIFY(form.recipe() == Recipe{});
    }

    void everyKeyHasAFieldWithNameAndHelp()
    {
        RecipeForm form;
        for (const RecipeKey &key : recipeKeys()) {
            QWidget *field = form.field(key.key);
            QVERIFY2(field, key.key);
            QVERIFY2(!field->accessibleName().isEmpty(), key.key);
            QCOMPARE(field->accessibleDescription(), QString::fromUtf8(key.help));
        }
        QVERIFY(!form.field("no such key"));
    }

    void everyKeyIsTranslated()
    {
        QFile file(QStringLiteral(RETORT_TRANSLATIONS "/retort_de.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QSet<QString> translated; // "context: text"
        QString context, source;
        for (QXmlStreamReader xml(&file); !xml.atEnd(); xml.readNext()) {
            if (!xml.isStartElement())
                continue;
            if (xml.name() == QLatin1String("name"))
                context = xml.readElementText();
            else if (xml.name() == QLatin1String("source"))
                source = xml.readElementText();
            else if (xml.name() == QLatin1String("translation") &&
                     !xml.attributes().hasAttribute(QStringLiteral("type")))
                translated.insert(context + QStringLiteral(": ") + source);
        }
        for (const RecipeKey &key : recipeKeys()) {
            QVERIFY2(translated.contains(QStringLiteral("RecipeKeys: ") + QString::fromUtf8(key.help)), key.key);
            QVERIFY2(translated.contains(QStringLiteral("retort::RecipeForm: ") + keyTitle(key.key)), key.key);
        }
    }

    void theLossesSayWhyTheyStartAsTheyDo()
    {
        RecipeForm form;
        const QWidget *group = form.field("edge")->parentWidget();
        const QList<QLabel *> lines = group->findChildren<QLabel *>();
        QCOMPARE(
            std::count_if(lines.begin(), lines.end(),
                          [](const QLabel *line) { return line->text().contains(QLatin1String("results.md")); }),
            1);
    }

    void typingChangesTheRecipe()
    {
        QLocale::setDefault(QLocale(QLocale::German)); // a recipe's digits do not depend on it
        RecipeForm form;
        form.show();
        QSignalSpy changed(&form, &RecipeForm::changed);
        auto *lr = static_cast<NumberField *>(form.field("lr"));
        QCOMPARE(lr->text(), QStringLiteral("0.1"));
        lr->selectAll();
        QTest::keyClicks(lr, QStringLiteral("5e-3"));
        QTest::keyClick(lr, Qt::Key_Return);
        QCOMPARE(form.recipe().lr, 0.005);
        QCOMPARE(lr->text(), QStringLiteral("0.005"));
        auto *epochs = static_cast<NumberField *>(form.field("epochs"));
        epochs->selectAll();
        QTest::keyClicks(epochs, QStringLiteral("30"));
        QTest::keyClick(epochs, Qt::Key_Return);
        QCOMPARE(form.recipe().epochs, 30);
        static_cast<QComboBox *>(form.field("optimiser"))->setCurrentText(QStringLiteral("adamw"));
        QCOMPARE(form.recipe().optimiser, std::string("adamw"));
        static_cast<QCheckBox *>(form.field("flip"))->setChecked(false);
        QVERIFY(!form.recipe().flip);
        QCOMPARE(changed.count(), 4);
        QLocale::setDefault(QLocale::c());
    }

    void aModuleBelongsToItsStudent()
    {
        RecipeForm form;
        form.show();
        auto *module = static_cast<SourceField *>(form.field("module"));
        auto *student = static_cast<QComboBox *>(form.field("student"));
        QVERIFY(!module->isVisible());
        student->setCurrentText(QStringLiteral("torchscript"));
        QVERIFY(module->isVisible());
        QTest::keyClicks(module->focusProxy(), QStringLiteral("/nets/net.pt"));
        QCOMPARE(form.recipe().module, std::string("/nets/net.pt"));
        student->setCurrentText(QStringLiteral("resnet18"));
        QVERIFY(!module->isVisible());
        QCOMPARE(form.recipe().module, std::string());
    }

    void startsAreOffered()
    {
        RecipeForm form;
        QSignalSpy changed(&form, &RecipeForm::changed);
        form.setStartChoices(
            {{QStringLiteral("Random"), {}, {}}, {QStringLiteral("Run 3"), QStringLiteral("run:3"), {}}});
        const QList<QAction *> actions = static_cast<SourceField *>(form.field("start"))->menu()->actions();
        QCOMPARE(actions.size(), 4); // a line, and files
        actions[1]->trigger();
        QCOMPARE(form.recipe().start, std::string("run:3"));
        QCOMPARE(changed.count(), 1);
        actions[0]->trigger();
        QCOMPARE(form.recipe().start, std::string());
    }

    void filesAreDropped()
    {
        SourceField field({}, {});
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QStringLiteral("/a/weights.pth"))});
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&field, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&field, &drop);
        QCOMPARE(field.text(), QStringLiteral("/a/weights.pth"));
    }

    void theLargestSeedIsExact()
    {
        RecipeForm form;
        Recipe recipe;
        recipe.seed = 9007199254740991;
        form.setRecipe(recipe);
        QCOMPARE(form.recipe().seed, recipe.seed);
    }

    void scrollingTheFormChangesNothing()
    {
        NumberField field;
        field.setRange(0, 10);
        field.setValue(5);
        field.show();
        field.clearFocus();
        QWheelEvent wheel(QPointF(5, 5), field.mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&field, &wheel);
        QCOMPARE(field.value(), 5.0);
    }

    void lettersAreRefused()
    {
        NumberField field;
        int position = 0;
        QString text = QStringLiteral("abc");
        QCOMPARE(field.validate(text, position), QValidator::Invalid);
        text = QStringLiteral("1e");
        QCOMPARE(field.validate(text, position), QValidator::Intermediate);
        text = QStringLiteral("0.5");
        QCOMPARE(field.validate(text, position), QValidator::Acceptable);
        text = QStringLiteral("1e9");
        QCOMPARE(field.validate(text, position), QValidator::Intermediate); // out of range
    }

    void whatCannotBeIsSaid()
    {
        Recipe recipe;
        QVERIFY(recipeNotes(recipe, 10).isEmpty());
        QVERIFY(recipeNotes(recipe, 2).first().contains(QStringLiteral("two numbers")));
        recipe.edgeRows = false;
        QVERIFY(recipeNotes(recipe, 2).isEmpty());
        recipe.edgeWeight = 4;
        QVERIFY(recipeNotes(recipe, 10).isEmpty());
        QCOMPARE(recipeNotes(recipe, 2).size(), 1);
        QVERIFY(recipeNotes(recipe, 2).first().contains(QStringLiteral("worse than pseudo-labels alone")));
        recipe.batch = 2;
        QCOMPARE(recipeNotes(recipe, 10).size(), 1);
        recipe.edgeWeight = recipe.nodeWeight = recipe.pseudoWeight = recipe.featureWeight = 0;
        QVERIFY(recipeNotes(recipe, 10).join(QLatin1Char(' ')).contains(QStringLiteral("learn nothing")));
    }

    void titles()
    {
        QCOMPARE(keyTitle("input_size"), QStringLiteral("Input size"));
        QCOMPARE(keyTitle("lr"), QStringLiteral("Learning rate"));
    }
};

QTEST_MAIN(TestRecipeForm)
#include "tst_recipeform.moc"
