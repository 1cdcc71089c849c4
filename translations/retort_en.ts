<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
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
        <name>retort::StatusStrip</name>
        <message numerus="yes">
            <source>%n job(s) waiting</source>
            <translation>
                <numerusform>%n job waiting</numerusform>
                <numerusform>%n jobs waiting</numerusform>
            </translation>
        </message>
    </context>
</TS>
