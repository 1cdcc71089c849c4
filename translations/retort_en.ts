<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>retort::AuditResults</name>
    <message numerus="yes">
        <source>%1 to %2, from %n image(s)</source>
        <translation>
            <numerusform>%1 to %2, from %n image</numerusform>
            <numerusform>%1 to %2, from %n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>looked at %n time(s)</source>
        <translation>
            <numerusform>looked at %n time</numerusform>
            <numerusform>looked at %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::AuditStart</name>
    <message numerus="yes">
        <source>%n image(s) came after the draw</source>
        <translation>
            <numerusform>%n image came after the draw</numerusform>
            <numerusform>%n images came after the draw</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::AuditView</name>
    <message numerus="yes">
        <source>%n image(s) are asked again: “none of these” was said before there were other classes.</source>
        <translation>
            <numerusform>%n image is asked again: “none of these” was said before there were other classes.</numerusform>
            <numerusform>%n images are asked again: “none of these” was said before there were other classes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) name a class that is not in the list any more. They count as none of these; write the name as an alias of a class to have them count again.</source>
        <translation>
            <numerusform>%n answer names a class that is not in the list any more. It counts as none of these; write the name as an alias of a class to have it count again.</numerusform>
            <numerusform>%n answers name a class that is not in the list any more. They count as none of these; write the name as an alias of a class to have them count again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) came after the draw: accuracies do not speak of them.</source>
        <translation>
            <numerusform>%n image came after the draw: accuracies do not speak of it.</numerusform>
            <numerusform>%n images came after the draw: accuracies do not speak of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n answer(s)</source>
        <translation>
            <numerusform>Import %n answer</numerusform>
            <numerusform>Import %n answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) imported.</source>
        <translation>
            <numerusform>%n answer imported.</numerusform>
            <numerusform>%n answers imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) cannot be taken; nothing was imported. %1</source>
        <translation>
            <numerusform>%n line cannot be taken; nothing was imported. %1</numerusform>
            <numerusform>%n lines cannot be taken; nothing was imported. %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You chose these %n image(s). Answers are kept, but no accuracy is estimated from them: only from images that were drawn at random.</source>
        <translation>
            <numerusform>You chose this image. Its answer is kept, but no accuracy is estimated from it: only from images that were drawn at random.</numerusform>
            <numerusform>You chose these %n images. Answers are kept, but no accuracy is estimated from them: only from images that were drawn at random.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::ClassifyPanel</name>
    <message numerus="yes">
        <source>%n image(s), %1 images/s.</source>
        <translation>
            <numerusform>%n image, %1 images/s.</numerusform>
            <numerusform>%n images, %1 images/s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read.</source>
        <translation>
            <numerusform>%n could not be read.</numerusform>
            <numerusform>%n could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::ConfusionMatrix</name>
    <message numerus="yes">
        <source>%n image(s), %1 of the row&apos;s</source>
        <translation>
            <numerusform>%n image, %1 of the row&apos;s</numerusform>
            <numerusform>%n images, %1 of the row&apos;s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class(es) without any image left out</source>
        <translation>
            <numerusform>%n class without any image left out</numerusform>
            <numerusform>%n classes without any image left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::CurvesView</name>
    <message numerus="yes">
        <source>%1, %n seed(s)</source>
        <translation>
            <numerusform>%1, %n seed</numerusform>
            <numerusform>%1, %n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::DistilPage</name>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n point</numerusform>
            <numerusform>%n points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::DuplicateGroupsModel</name>
    <message numerus="yes">
        <source>%n images, alike %1</source>
        <translation>
            <numerusform>%n image, alike %1</numerusform>
            <numerusform>%n images, alike %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::DuplicatesView</name>
    <message numerus="yes">
        <source>%n groups</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images, with the test image each is most like</source>
        <translation>
            <numerusform>%n image, with the test image it is most like</numerusform>
            <numerusform>%n images, with the test image each is most like</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images are excluded from training from now on.</source>
        <translation>
            <numerusform>%n image is excluded from training from now on.</numerusform>
            <numerusform>%n images are excluded from training from now on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::ExplainPanel</name>
    <message numerus="yes">
        <source>Report half of the labels of the %1, %2 images; looked at %n time(s).</source>
        <translation>
            <numerusform>Report half of the labels of the %1, %2 images; looked at %n time.</numerusform>
            <numerusform>Report half of the labels of the %1, %2 images; looked at %n times.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n image(s)</source>
        <translation>
            <numerusform>%1: %n image</numerusform>
            <numerusform>%1: %n images</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::GraphPage</name>
    <message numerus="yes">
        <source>%n images are excluded from training from now on.</source>
        <translation>
            <numerusform>%n image is excluded from training from now on.</numerusform>
            <numerusform>%n images are excluded from training from now on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::ImageWall</name>
    <message numerus="yes">
        <source>%n images are excluded from training. Runs that were made with them keep what they learned, but cannot be resumed.</source>
        <translation>
            <numerusform>%n image is excluded from training. Runs that were made with it keep what they learned, but cannot be resumed.</numerusform>
            <numerusform>%n images are excluded from training. Runs that were made with them keep what they learned, but cannot be resumed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images are trained on again.</source>
        <translation>
            <numerusform>%n image is trained on again.</numerusform>
            <numerusform>%n images are trained on again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::ProjectSummary</name>
    <message numerus="yes">
        <source>%n image(s) could not be read.</source>
        <translation>
            <numerusform>%n image could not be read.</numerusform>
            <numerusform>%n images could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) are there more than once.</source>
        <translation>
            <numerusform>%n image is there more than once.</numerusform>
            <numerusform>%n images are there more than once.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::QueuePanel</name>
    <message numerus="yes">
        <source>%n run(s) wait.</source>
        <translation>
            <numerusform>%n run waits.</numerusform>
            <numerusform>%n runs wait.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::RunNews</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) finished.</source>
        <translation>
            <numerusform>%n run finished.</numerusform>
            <numerusform>%n runs finished.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) stopped early by a sweep.</source>
        <translation>
            <numerusform>%n run stopped early by a sweep.</numerusform>
            <numerusform>%n runs stopped early by a sweep.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) wait.</source>
        <translation>
            <numerusform>%n run waits.</numerusform>
            <numerusform>%n runs wait.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::RunText</name>
    <message numerus="yes">
        <source>Accuracy %1, teacher %2, on the report half of the labels of the %3: %4 images, %n look(s) before.</source>
        <translation>
            <numerusform>Accuracy %1, teacher %2, on the report half of the labels of the %3: %4 images, %n look before.</numerusform>
            <numerusform>Accuracy %1, teacher %2, on the report half of the labels of the %3: %4 images, %n looks before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::RunsModel</name>
    <message numerus="yes">
        <source>%1, %n seed(s)</source>
        <translation>
            <numerusform>%1, %n seed</numerusform>
            <numerusform>%1, %n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::RunsPage</name>
    <message numerus="yes">
        <source>%n run(s) were deleted.</source>
        <translation>
            <numerusform>%n run was deleted.</numerusform>
            <numerusform>%n runs were deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n run(s)</source>
        <translation>
            <numerusform>Delete %n run</numerusform>
            <numerusform>Delete %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) added to the training images. Undo takes them back.</source>
        <translation>
            <numerusform>%n image added to the training images. Undo takes it back.</numerusform>
            <numerusform>%n images added to the training images. Undo takes them back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were among them before.</source>
        <translation>
            <numerusform>%n was among them before.</numerusform>
            <numerusform>%n were among them before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::StatusStrip</name>
    <message numerus="yes">
        <source>%n job(s) waiting</source>
        <translation>
            <numerusform>%n job waiting</numerusform>
            <numerusform>%n jobs waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::TemplateModel</name>
    <message numerus="yes">
        <source>%n lines are no template or are there already. The first: %1</source>
        <translation>
            <numerusform>%n line is no template or is there already: %1</numerusform>
            <numerusform>%n lines are no template or are there already. The first: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::Workspace</name>
    <message numerus="yes">
        <source>Mark %n run(s)</source>
        <translation>
            <numerusform>Mark %n run</numerusform>
            <numerusform>Mark %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take marks of %n run(s) away</source>
        <translation>
            <numerusform>Take the mark of %n run away</numerusform>
            <numerusform>Take the marks of %n runs away</numerusform>
        </translation>
    </message>
</context>
</TS>
