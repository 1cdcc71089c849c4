<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>DifferencesModel</name>
    <message>
        <source>weighting of prompts</source>
        <translation>Gewichtung der Prompts</translation>
    </message>
    <message>
        <source>class list</source>
        <translation>Klassenliste</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>how images are looked at</source>
        <translation>wie Bilder betrachtet werden</translation>
    </message>
    <message>
        <source>start of the student</source>
        <translation>Anfang des Schülers</translation>
    </message>
</context>
<context>
    <name>JobRunner</name>
    <message>
        <source>Your project is as it was. Please report this, with what you did before.</source>
        <translation>Ihr Projekt ist unverändert. Bitte melden Sie das, zusammen mit dem, was Sie vorher getan haben.</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller batch or input size.</source>
        <translation>Schließen Sie andere Programme, oder wählen Sie einen kleineren Stapel oder eine kleinere Bildgröße.</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
</context>
<context>
    <name>RecipeKeys</name>
    <message>
        <source>The network that learns.</source>
        <translation>Das Netz, das lernt.</translation>
    </message>
    <message>
        <source>The student torchscript: the file of a module that returns features and logits. Its code runs.</source>
        <translation>Für den Schüler torchscript: die Datei eines Moduls, das Merkmale und Logits zurückgibt. Sein Code wird ausgeführt.</translation>
    </message>
    <message>
        <source>What it starts from: a file of weights, an earlier run (run:3) or fetched weights (resnet18-imagenet); empty for random values.</source>
        <translation>Womit er beginnt: eine Gewichtsdatei, ein früherer Lauf (run:3) oder geladene Gewichte (resnet18-imagenet); leer für Zufallswerte.</translation>
    </message>
    <message>
        <source>Width and height of the images it sees, in pixels.</source>
        <translation>Breite und Höhe der Bilder, die er sieht, in Pixeln.</translation>
    </message>
    <message>
        <source>What stands for a class in the student&apos;s graph: its classifier&apos;s rows, or the teacher&apos;s class embeddings through a learned map.</source>
        <translation>Was im Graphen des Schülers für eine Klasse steht: die Zeilen seines Klassifikators oder die Klasseneinbettungen des Lehrers durch eine gelernte Abbildung.</translation>
    </message>
    <message>
        <source>Weight of the node term: match the teacher&apos;s softened answers. 0 switches it off.</source>
        <translation>Gewicht des Knotenterms: den weich gemachten Antworten des Lehrers folgen. 0 schaltet ihn aus.</translation>
    </message>
    <message>
        <source>Softens both sides&apos; answers in the node and relation terms; 1 leaves them as they are.</source>
        <translation>Macht die Antworten beider Seiten im Knoten- und im Beziehungsterm weicher; 1 lässt sie, wie sie sind.</translation>
    </message>
    <message>
        <source>Weight of the feature term: match the teacher&apos;s image embeddings through a learned map. 0 switches it off.</source>
        <translation>Gewicht des Merkmalsterms: den Bildeinbettungen des Lehrers durch eine gelernte Abbildung folgen. 0 schaltet ihn aus.</translation>
    </message>
    <message>
        <source>Weight of the edge term: match the correlations between images and classes. 0 switches it off.</source>
        <translation>Gewicht des Kantenterms: den Korrelationen zwischen Bildern und Klassen folgen. 0 schaltet ihn aus.</translation>
    </message>
    <message>
        <source>Weight of the relation term: match the correlations between both sides&apos; softened answers, without proxies (the baseline DIST). 0 switches it off.</source>
        <translation>Gewicht des Beziehungsterms: den Korrelationen zwischen den weich gemachten Antworten beider Seiten folgen, ohne Klassenvertreter (das Vergleichsverfahren DIST). 0 schaltet ihn aus.</translation>
    </message>
    <message>
        <source>Edge and relation term along each image&apos;s relations to all classes (needs three classes).</source>
        <translation>Kanten- und Beziehungsterm entlang der Beziehungen jedes Bilds zu allen Klassen (braucht drei Klassen).</translation>
    </message>
    <message>
        <source>Edge and relation term along each class&apos;s relations to all images of a batch.</source>
        <translation>Kanten- und Beziehungsterm entlang der Beziehungen jeder Klasse zu allen Bildern eines Stapels.</translation>
    </message>
    <message>
        <source>Weight of the pseudo-label term: cross-entropy with the teacher&apos;s answer. 0 switches it off.</source>
        <translation>Gewicht des Pseudolabel-Terms: Kreuzentropie mit der Antwort des Lehrers. 0 schaltet ihn aus.</translation>
    </message>
    <message>
        <source>Pseudo-labels count only where the teacher&apos;s two highest probabilities differ by this or more.</source>
        <translation>Pseudolabels zählen nur, wo sich die zwei höchsten Wahrscheinlichkeiten des Lehrers um mindestens so viel unterscheiden.</translation>
    </message>
    <message>
        <source>How often every training image is seen.</source>
        <translation>Wie oft jedes Trainingsbild gesehen wird.</translation>
    </message>
    <message>
        <source>Images a step.</source>
        <translation>Bilder je Schritt.</translation>
    </message>
    <message>
        <source>sgd (momentum, Nesterov) or adamw.</source>
        <translation>sgd (Momentum, Nesterov) oder adamw.</translation>
    </message>
    <message>
        <source>Learning rate after warm-up, for this batch; it falls to zero along a cosine.</source>
        <translation>Lernrate nach dem Aufwärmen, für diesen Stapel; sie fällt entlang eines Kosinus auf null.</translation>
    </message>
    <message>
        <source>How much of the last step goes into the next one (sgd only).</source>
        <translation>Wie viel vom letzten Schritt in den nächsten eingeht (nur sgd).</translation>
    </message>
    <message>
        <source>Pull of weights towards zero.</source>
        <translation>Zug der Gewichte gegen null.</translation>
    </message>
    <message>
        <source>Epochs in which the learning rate rises from zero.</source>
        <translation>Epochen, in denen die Lernrate von null ansteigt.</translation>
    </message>
    <message>
        <source>Random crop after this many pixels of zero padding; 0 switches it off.</source>
        <translation>Zufälliger Ausschnitt nach so vielen Pixeln Rand aus Nullen; 0 schaltet ihn aus.</translation>
    </message>
    <message>
        <source>Mirror half of the images left to right.</source>
        <translation>Die Hälfte der Bilder seitenverkehrt zeigen.</translation>
    </message>
    <message>
        <source>Strength of random brightness, contrast and saturation; 0 switches it off.</source>
        <translation>Stärke zufälliger Helligkeit, Kontraste und Sättigung; 0 schaltet sie aus.</translation>
    </message>
    <message>
        <source>Random crop to this smallest share of the area, brought back to size; 0 switches it off.</source>
        <translation>Zufälliger Ausschnitt bis hinab zu diesem Anteil der Fläche, auf Größe gebracht; 0 schaltet ihn aus.</translation>
    </message>
    <message>
        <source>Crops of each image that the teacher scores too, so that the student is taught with the teacher&apos;s answer to the very crop it sees. The teacher then looks at every image that many times, once for all runs. Needs a random resized crop; 0 switches it off.</source>
        <translation>Ausschnitte jedes Bilds, die auch der Lehrer bewertet, sodass der Schüler mit dessen Antwort auf genau den Ausschnitt lernt, den er sieht. Der Lehrer betrachtet dann jedes Bild so oft, einmal für alle Läufe. Braucht einen zufälligen Ausschnitt; 0 schaltet sie aus.</translation>
    </message>
    <message>
        <source>Decides which crops; runs with the same one share the teacher&apos;s answers.</source>
        <translation>Entscheidet, welche Ausschnitte; Läufe mit demselben teilen die Antworten des Lehrers.</translation>
    </message>
    <message>
        <source>Share of the images that is never trained on; it chooses the best epoch.</source>
        <translation>Anteil der Bilder, mit denen nie trainiert wird; er wählt die beste Epoche.</translation>
    </message>
    <message>
        <source>Held-out images whose graph is stored each epoch.</source>
        <translation>Zurückgehaltene Bilder, deren Graph in jeder Epoche gespeichert wird.</translation>
    </message>
    <message>
        <source>Edges kept an image and side.</source>
        <translation>Kanten, die je Bild und Seite behalten werden.</translation>
    </message>
    <message>
        <source>Decides start weights, order and augmentation.</source>
        <translation>Entscheidet über Startgewichte, Reihenfolge und Augmentierung.</translation>
    </message>
    <message>
        <source>Number format of the fast parts; auto takes what is faster here. fp16 is for GPUs without bf16, fp64 is slow and for comparisons.</source>
        <translation>Zahlenformat der schnellen Teile; auto nimmt, was hier schneller ist. fp16 ist für GPUs ohne bf16, fp64 ist langsam und für Vergleiche.</translation>
    </message>
    <message>
        <source>Where the student trains; auto takes a GPU where there is one.</source>
        <translation>Wo der Schüler trainiert; auto nimmt eine GPU, wo es eine gibt.</translation>
    </message>
    <message>
        <source>Processor threads; 0 takes as many as there are cores.</source>
        <translation>Prozessor-Threads; 0 nimmt so viele, wie es Kerne gibt.</translation>
    </message>
    <message>
        <source>On a GPU: the same student each time, more slowly. A processor always gives the same.</source>
        <translation>Auf einer GPU: jedes Mal derselbe Schüler, langsamer. Ein Prozessor liefert immer dasselbe.</translation>
    </message>
    <message>
        <source>With several processes: normalise by the whole batch, not by each process&apos;s share.</source>
        <translation>Bei mehreren Prozessen: nach dem ganzen Stapel normalisieren, nicht nach dem Anteil jedes Prozesses.</translation>
    </message>
    <message>
        <source>With several processes: the losses see the whole batch, as the edge term&apos;s columns want.</source>
        <translation>Bei mehreren Prozessen: Die Verluste sehen den ganzen Stapel, wie es die Spalten des Kantenterms wollen.</translation>
    </message>
    <message>
        <source>Epochs in which the images grow from half of their size to all of it, which saves time; 0 switches it off.</source>
        <translation>Epochen, in denen die Bilder von halber zu ganzer Größe wachsen, was Zeit spart; 0 schaltet es aus.</translation>
    </message>
</context>
<context>
    <name>SuggestionModel</name>
    <message>
        <source>the ZPE score</source>
        <translation>der ZPE-Wert</translation>
    </message>
    <message>
        <source>the mean margin</source>
        <translation>die mittlere Spanne</translation>
    </message>
</context>
<context>
    <name>retort::AuditAsker</name>
    <message>
        <source>Previous image (Left)</source>
        <translation>Voriges Bild (links)</translation>
    </message>
    <message>
        <source>Next image (Right)</source>
        <translation>Nächstes Bild (rechts)</translation>
    </message>
    <message>
        <source>Type a class, or press its key</source>
        <translation>Eine Klasse tippen oder ihre Taste drücken</translation>
    </message>
    <message>
        <source>Class of the image</source>
        <translation>Klasse des Bildes</translation>
    </message>
    <message>
        <source>What can be said of the image</source>
        <translation>Was sich über das Bild sagen lässt</translation>
    </message>
    <message>
        <source>Answered images</source>
        <translation>Beantwortete Bilder</translation>
    </message>
    <message>
        <source>Left goes back, Ctrl+Z takes the last answer back, Escape stops: go on whenever you like.</source>
        <translation>Links geht zurück, Strg+Z nimmt die letzte Antwort zurück, Esc hört auf: weiter geht es, wann immer Sie wollen.</translation>
    </message>
    <message>
        <source>What does it show?</source>
        <translation>Was ist zu sehen?</translation>
    </message>
    <message>
        <source>%1 of %2 answered</source>
        <translation>%1 von %2 beantwortet</translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation>%1 von %2: %3</translation>
    </message>
</context>
<context>
    <name>retort::AuditChoiceModel</name>
    <message>
        <source>None of these</source>
        <translation>Nichts davon</translation>
    </message>
    <message>
        <source>Can&apos;t tell</source>
        <translation>Nicht zu sagen</translation>
    </message>
    <message>
        <source>%1, key %2</source>
        <translation>%1, Taste %2</translation>
    </message>
</context>
<context>
    <name>retort::AuditPicture</name>
    <message>
        <source>loading an image</source>
        <translation>Bild wird geladen</translation>
    </message>
    <message>
        <source>The image is empty.</source>
        <translation>Das Bild ist leer.</translation>
    </message>
</context>
<context>
    <name>retort::AuditResults</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>accuracy, tuning half</source>
        <translation>Genauigkeit, Auswahlhälfte</translation>
    </message>
    <message>
        <source>Of the images that show one of the classes, those that the teacher gives the right one</source>
        <translation>Von den Bildern, die eine der Klassen zeigen, die, denen der Lehrer die richtige gibt</translation>
    </message>
    <message>
        <source>balanced accuracy</source>
        <translation>ausgewogene Genauigkeit</translation>
    </message>
    <message>
        <source>Mean recall of the classes that some answer names</source>
        <translation>Mittlere Trefferquote der Klassen, die eine Antwort nennt</translation>
    </message>
    <message>
        <source>none of these</source>
        <translation>nichts davon</translation>
    </message>
    <message>
        <source>Images that show none of the classes; accuracies leave them out</source>
        <translation>Bilder, die keine der Klassen zeigen; Genauigkeiten lassen sie aus</translation>
    </message>
    <message>
        <source>accuracy, report half</source>
        <translation>Genauigkeit, Berichtshälfte</translation>
    </message>
    <message>
        <source>For final figures: who looks often and chooses by it has no honest figure left. Each look is counted and goes with runs and exports.</source>
        <translation>Für Schlusszahlen: Wer oft hinsieht und danach wählt, hat keine ehrliche Zahl mehr. Jeder Blick wird gezählt und geht mit Läufen und Ausgaben mit.</translation>
    </message>
    <message>
        <source>Show the report half; the look is counted</source>
        <translation>Die Berichtshälfte zeigen; der Blick wird gezählt</translation>
    </message>
    <message>
        <source>Recall and precision of each class, tuning half</source>
        <translation>Trefferquote und Genauigkeit jeder Klasse, Auswahlhälfte</translation>
    </message>
    <message>
        <source>nothing answered yet</source>
        <translation>noch nichts beantwortet</translation>
    </message>
    <message numerus="yes">
        <source>%1 to %2, from %n image(s)</source>
        <translation>
            <numerusform>%1 bis %2, aus %n Bild</numerusform>
            <numerusform>%1 bis %2, aus %n Bildern</numerusform>
        </translation>
    </message>
    <message>
        <source>macro-F1 %1</source>
        <translation>Makro-F1 %1</translation>
    </message>
    <message>
        <source>These figures speak of %1 of the images: none of the others has been answered yet.</source>
        <translation>Diese Zahlen sprechen von %1 der Bilder: von den übrigen ist noch keines beantwortet.</translation>
    </message>
    <message numerus="yes">
        <source>looked at %n time(s)</source>
        <translation>
            <numerusform>%n-mal angesehen</numerusform>
            <numerusform>%n-mal angesehen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1; %2</translation>
    </message>
</context>
<context>
    <name>retort::AuditStart</name>
    <message>
        <source>at random from all</source>
        <translation>zufällig aus allen</translation>
    </message>
    <message>
        <source>enough of every class that the teacher gives</source>
        <translation>genug von jeder Klasse, die der Lehrer vergibt</translation>
    </message>
    <message>
        <source>Draw images</source>
        <translation>Bilder ziehen</translation>
    </message>
    <message>
        <source>Images to draw</source>
        <translation>Zu ziehende Bilder</translation>
    </message>
    <message>
        <source>Classes that the teacher gives rarely are drawn more often; every estimate weighs images accordingly.</source>
        <translation>Klassen, die der Lehrer selten vergibt, werden häufiger gezogen; jede Schätzung gewichtet die Bilder entsprechend.</translation>
    </message>
    <message>
        <source>Import answers…</source>
        <translation>Antworten einlesen …</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Label a few images, and accuracies get honest intervals</source>
        <translation>Beschriften Sie einige Bilder, dann haben Genauigkeiten ehrliche Intervalle</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) came after the draw</source>
        <translation>
            <numerusform>%n Bild kam nach der Ziehung</numerusform>
            <numerusform>%n Bilder kamen nach der Ziehung</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw more images</source>
        <translation>Weitere Bilder ziehen</translation>
    </message>
    <message>
        <source>Retort draws images, you say what each of them shows: one key press each. The answers are for measuring only; no student learns from them.</source>
        <translation>Retort zieht Bilder, Sie sagen, was jedes zeigt: ein Tastendruck je Bild. Die Antworten dienen nur dem Messen; kein Schüler lernt aus ihnen.</translation>
    </message>
    <message>
        <source>Draw from them, so that accuracies speak of all images again.</source>
        <translation>Auch aus ihnen ziehen, damit Genauigkeiten wieder von allen Bildern sprechen.</translation>
    </message>
    <message>
        <source>They come behind the %1 that have been drawn: intervals become narrower.</source>
        <translation>Sie kommen hinter die %1 schon gezogenen: Die Intervalle werden schmaler.</translation>
    </message>
    <message>
        <source>Half of the answers guide your choices, half are kept for final figures. With %1 images an accuracy around 85 % is known to about ±%2 points in each half.</source>
        <translation>Die Hälfte der Antworten hilft beim Wählen, die andere bleibt für Schlusszahlen. Mit %1 Bildern ist eine Genauigkeit um 85 % in jeder Hälfte auf etwa ±%2 Punkte bekannt.</translation>
    </message>
</context>
<context>
    <name>retort::AuditView</name>
    <message>
        <source>Back to the images</source>
        <translation>Zurück zu den Bildern</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Beschriften</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Draw more…</source>
        <translation>Weitere ziehen …</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Einlesen …</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Ausgeben …</translation>
    </message>
    <message>
        <source>Images that students learn from, without labels</source>
        <translation>Bilder, aus denen Schüler lernen, ohne Beschriftung</translation>
    </message>
    <message>
        <source>Images that are only measured on</source>
        <translation>Bilder, an denen nur gemessen wird</translation>
    </message>
    <message>
        <source>Take answers from a CSV file</source>
        <translation>Antworten aus einer CSV-Datei übernehmen</translation>
    </message>
    <message>
        <source>Write drawn images and answers as CSV</source>
        <translation>Gezogene Bilder und Antworten als CSV schreiben</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Add images first, then some of them can be labelled here.</source>
        <translation>Fügen Sie zuerst Bilder hinzu, dann lassen sich einige hier beschriften.</translation>
    </message>
    <message>
        <source>Name at least two classes first, then images can be labelled with them.</source>
        <translation>Benennen Sie zuerst mindestens zwei Klassen, dann lassen sich Bilder damit beschriften.</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>opening images</source>
        <translation>Bilder werden geöffnet</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) are asked again: “none of these” was said before there were other classes.</source>
        <translation>
            <numerusform>%n Bild wird noch einmal gefragt: „Nichts davon“ wurde gesagt, bevor es weitere Klassen gab.</numerusform>
            <numerusform>%n Bilder werden noch einmal gefragt: „Nichts davon“ wurde gesagt, bevor es weitere Klassen gab.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) name a class that is not in the list any more. They count as none of these; write the name as an alias of a class to have them count again.</source>
        <translation>
            <numerusform>%n Antwort nennt eine Klasse, die nicht mehr in der Liste steht. Sie zählt als nichts davon; schreiben Sie den Namen als Alias einer Klasse, damit sie wieder zählt.</numerusform>
            <numerusform>%n Antworten nennen eine Klasse, die nicht mehr in der Liste steht. Sie zählen als nichts davon; schreiben Sie den Namen als Alias einer Klasse, damit sie wieder zählen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) came after the draw: accuracies do not speak of them.</source>
        <translation>
            <numerusform>%n Bild kam nach der Ziehung: Genauigkeiten sprechen nicht von ihm.</numerusform>
            <numerusform>%n Bilder kamen nach der Ziehung: Genauigkeiten sprechen nicht von ihnen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw from them…</source>
        <translation>Aus ihnen ziehen …</translation>
    </message>
    <message>
        <source>drawing images</source>
        <translation>Bilder werden gezogen</translation>
    </message>
    <message>
        <source>Answer image %1</source>
        <translation>Bild %1 beantworten</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>wird gemessen</translation>
    </message>
    <message>
        <source>Answers to import</source>
        <translation>Einzulesende Antworten</translation>
    </message>
    <message>
        <source>Tables (*.csv);;All files (*)</source>
        <translation>Tabellen (*.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>reading answers</source>
        <translation>Antworten werden gelesen</translation>
    </message>
    <message numerus="yes">
        <source>Import %n answer(s)</source>
        <translation>
            <numerusform>%n Antwort einlesen</numerusform>
            <numerusform>%n Antworten einlesen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) imported.</source>
        <translation>
            <numerusform>%n Antwort eingelesen.</numerusform>
            <numerusform>%n Antworten eingelesen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) cannot be taken; nothing was imported. %1</source>
        <translation>
            <numerusform>%n Zeile lässt sich nicht übernehmen; nichts wurde eingelesen. %1</numerusform>
            <numerusform>%n Zeilen lassen sich nicht übernehmen; nichts wurde eingelesen. %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Import the other %1</source>
        <translation>Die übrigen %1 einlesen</translation>
    </message>
    <message>
        <source>Write drawn images and answers</source>
        <translation>Gezogene Bilder und Antworten schreiben</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>writing answers</source>
        <translation>Antworten werden geschrieben</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>chosen images</source>
        <translation>ausgewählte Bilder</translation>
    </message>
    <message>
        <source>Go on to the images that were drawn at random</source>
        <translation>Weiter zu den zufällig gezogenen Bildern</translation>
    </message>
    <message numerus="yes">
        <source>You chose these %n image(s). Answers are kept, but no accuracy is estimated from them: only from images that were drawn at random.</source>
        <translation>
            <numerusform>Sie haben dieses Bild selbst gewählt. Die Antwort bleibt erhalten, doch eine Genauigkeit wird nur aus zufällig gezogenen Bildern geschätzt.</numerusform>
            <numerusform>Sie haben diese %n Bilder selbst gewählt. Die Antworten bleiben erhalten, doch eine Genauigkeit wird nur aus zufällig gezogenen Bildern geschätzt.</numerusform>
        </translation>
    </message>
    <message>
        <source>All of them have an answer.</source>
        <translation>Alle haben eine Antwort.</translation>
    </message>
    <message>
        <source>Go on to the drawn images</source>
        <translation>Weiter zu den gezogenen Bildern</translation>
    </message>
</context>
<context>
    <name>retort::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>retort::Chart</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 d</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>axis and value</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
</context>
<context>
    <name>retort::ClassEditor</name>
    <message>
        <source>Remove the selected classes</source>
        <translation>Gewählte Klassen entfernen</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>add a class, alias, …</source>
        <translation>Klasse, Alias, …</translation>
    </message>
    <message>
        <source>Add a class: its name, then aliases after commas</source>
        <translation>Klasse hinzufügen: Name, dann Aliasnamen nach Kommas</translation>
    </message>
    <message>
        <source>Import class names from a text file…</source>
        <translation>Klassennamen aus einer Textdatei laden…</translation>
    </message>
    <message>
        <source>Class names, one a line</source>
        <translation>Klassennamen, einer je Zeile</translation>
    </message>
    <message>
        <source>Text files (*.txt);;All files (*)</source>
        <translation>Textdateien (*.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>reading class names</source>
        <translation>Klassennamen werden gelesen</translation>
    </message>
    <message>
        <source>One more class is needed: an answer is a choice between two at least.</source>
        <translation>Eine weitere Klasse fehlt: Eine Antwort wählt zwischen mindestens zweien.</translation>
    </message>
</context>
<context>
    <name>retort::ClassFiguresModel</name>
    <message>
        <source>%1 (%2 to %3)</source>
        <comment>percent and its interval</comment>
        <translation>%1 (%2 bis %3)</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a class and its share</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Answers that name this class</source>
        <translation>Antworten, die diese Klasse nennen</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Images that are labelled with this class</source>
        <translation>Bilder, die mit dieser Klasse beschriftet sind</translation>
    </message>
    <message>
        <source>Images that the teacher gives this class</source>
        <translation>Bilder, denen der Lehrer diese Klasse gibt</translation>
    </message>
    <message>
        <source>Of the images that show the class, those that the teacher gives it to; 95 % interval</source>
        <translation>Von den Bildern, die die Klasse zeigen, die, denen der Lehrer sie gibt; 95-%-Intervall</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Of the teacher&apos;s</source>
        <translation>Von denen des Lehrers</translation>
    </message>
    <message>
        <source>Of the images that show the class, those that are answered with it; 95 % interval</source>
        <translation>Von den Bildern, die die Klasse zeigen, die, auf die sie geantwortet wird; 95-%-Intervall</translation>
    </message>
    <message>
        <source>Of the images that the teacher gives the class, those that the student gives it too; 95 % interval</source>
        <translation>Von den Bildern, denen der Lehrer die Klasse gibt, die, denen sie auch der Schüler gibt; 95-%-Intervall</translation>
    </message>
    <message>
        <source>Of the images that the teacher gives the class to, those that show it; 95 % interval</source>
        <translation>Von den Bildern, denen der Lehrer die Klasse gibt, die, die sie zeigen; 95-%-Intervall</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit der Klasse</translation>
    </message>
    <message>
        <source>Of the student&apos;s</source>
        <translation>Von denen des Schülers</translation>
    </message>
    <message>
        <source>Of the images that are answered with the class, those that show it; 95 % interval</source>
        <translation>Von den Bildern, auf die die Klasse geantwortet wird, die, die sie zeigen; 95-%-Intervall</translation>
    </message>
    <message>
        <source>Of the images that the student gives the class, those that the teacher gives it too; 95 % interval</source>
        <translation>Von den Bildern, denen der Schüler die Klasse gibt, die, denen sie auch der Lehrer gibt; 95-%-Intervall</translation>
    </message>
    <message>
        <source>What the teacher takes the others for, as a share of the images that show the class</source>
        <translation>Wofür der Lehrer die übrigen hält, als Anteil der Bilder, die die Klasse zeigen</translation>
    </message>
    <message>
        <source>Taken for</source>
        <translation>Gehalten für</translation>
    </message>
    <message>
        <source>What the others are answered with, as a share of the class&apos;s images</source>
        <translation>Was auf die übrigen geantwortet wird, als Anteil der Bilder der Klasse</translation>
    </message>
</context>
<context>
    <name>retort::ClassLikenessModel</name>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Images that the teacher takes for this class</source>
        <translation>Bilder, die der Lehrer für diese Klasse hält</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Of these, how many the student answers alike, in percent</source>
        <translation>Wie viele davon der Schüler gleich beantwortet, in Prozent</translation>
    </message>
    <message>
        <source>Mean KL divergence of the student&apos;s answers from the teacher&apos;s, in nats</source>
        <translation>Mittlere KL-Divergenz der Antworten des Schülers von denen des Lehrers, in Nat</translation>
    </message>
    <message>
        <source>KL</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>Mean correlation of these images&apos; edges to all classes, Pearson</source>
        <translation>Mittlere Korrelation der Kanten dieser Bilder zu allen Klassen, Pearson</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Correlation of this class&apos;s edges to all images, Pearson</source>
        <translation>Korrelation der Kanten dieser Klasse zu allen Bildern, Pearson</translation>
    </message>
    <message>
        <source>cols</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>alike</source>
        <translation>gleich</translation>
    </message>
</context>
<context>
    <name>retort::ClassListModel</name>
    <message>
        <source>This teacher never saw: %1. Its answers to such words mean nothing.</source>
        <translation>Dieser Lehrer kennt nicht: %1. Seine Antworten zu solchen Wörtern sagen nichts.</translation>
    </message>
    <message>
        <source>A class needs a name.</source>
        <translation>Eine Klasse braucht einen Namen.</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>aliases</source>
        <translation>Aliasnamen</translation>
    </message>
    <message>
        <source>“%1” names the class %2, too: images of either may go to the other.</source>
        <translation>„%1“ nennt auch die Klasse %2: Bilder der einen können zur anderen kommen.</translation>
    </message>
    <message>
        <source>Background: an image that gets this class shows none of the others</source>
        <translation>Hintergrund: Ein Bild, das diese Klasse bekommt, zeigt keine der anderen</translation>
    </message>
    <message>
        <source>Classes that stand for anything else: what gets them is none of the others</source>
        <translation>Klassen, die für alles Übrige stehen: Was sie bekommt, ist nichts davon</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>retort::ClassScoreModel</name>
    <message>
        <source>How far the two best answers are apart, as a difference of softmax shares, 0 to 1</source>
        <translation>Abstand der beiden besten Antworten als Differenz der Softmax-Anteile, 0 bis 1</translation>
    </message>
    <message>
        <source>Images more or fewer than under the baseline</source>
        <translation>Mehr oder weniger Bilder als beim Vergleichsstand</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>± base</source>
        <translation>± Vergl.</translation>
    </message>
    <message>
        <source>margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>95 % interval %1 to %2, from %3 labelled images</source>
        <translation>95-%-Intervall %1 bis %2, aus %3 beschrifteten Bildern</translation>
    </message>
    <message>
        <source>Of the labelled images of this class, how many are answered with it, in percent</source>
        <translation>Wie viele der beschrifteten Bilder dieser Klasse so beantwortet werden, in Prozent</translation>
    </message>
    <message>
        <source>Of the labelled images that are answered with this class, how many show it, in percent</source>
        <translation>Wie viele der so beantworteten beschrifteten Bilder die Klasse zeigen, in Prozent</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>Genauigk.</translation>
    </message>
</context>
<context>
    <name>retort::ClassSharesModel</name>
    <message>
        <source>(none)</source>
        <translation>(keine)</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
</context>
<context>
    <name>retort::ClassifyPanel</name>
    <message>
        <source>Save as CSV…</source>
        <translation>Als CSV speichern …</translation>
    </message>
    <message>
        <source>Back to the curves</source>
        <translation>Zurück zu den Kurven</translation>
    </message>
    <message>
        <source>Images by class</source>
        <translation>Bilder nach Klassen</translation>
    </message>
    <message>
        <source>Images most unlike those that the student was made with</source>
        <translation>Bilder, die denen am wenigsten gleichen, mit denen der Schüler gemacht wurde</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s), %1 images/s.</source>
        <translation>
            <numerusform>%n Bild, %1 Bilder/s.</numerusform>
            <numerusform>%n Bilder, %1 Bilder/s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read.</source>
        <translation>
            <numerusform>%n war nicht lesbar.</numerusform>
            <numerusform>%n waren nicht lesbar.</numerusform>
        </translation>
    </message>
    <message>
        <source>Beside %1 held-out images that the student was made with: median confidence %2 (was %3), mean margin %4 (was %5), %6 in another class than before, %7 less sure than all but 5 % of them.</source>
        <translation>Neben %1 zurückgehaltenen Bildern, mit denen der Schüler gemacht wurde: mittlere Sicherheit %2 (vorher %3), mittlere Spanne %4 (vorher %5), %6 in anderer Klasse als zuvor, %7 weniger sicher als alle bis auf 5 % von ihnen.</translation>
    </message>
    <message>
        <source>Least like anything learned</source>
        <translation>Am wenigsten wie Gelerntes</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(keine)</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>class and confidence</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Add these and start from this run</source>
        <translation>Hinzunehmen und von diesem Lauf aus weiter</translation>
    </message>
    <message>
        <source>They join the training images, without labels; the form of the next run is filled with this run&apos;s recipe, and its student to start from.</source>
        <translation>Sie kommen ohne Klassen zu den Trainingsbildern; das Formular des nächsten Laufs erhält das Rezept dieses Laufs und seinen Schüler als Anfang.</translation>
    </message>
</context>
<context>
    <name>retort::CommandPalette</name>
    <message>
        <source>Go to a page or do something</source>
        <translation>Zu einer Seite gehen oder etwas tun</translation>
    </message>
    <message>
        <source>Search pages and commands</source>
        <translation>Seiten und Befehle suchen</translation>
    </message>
    <message>
        <source>Matching pages and commands</source>
        <translation>Passende Seiten und Befehle</translation>
    </message>
    <message>
        <source>Nothing matches.</source>
        <translation>Nichts passt.</translation>
    </message>
</context>
<context>
    <name>retort::ComparisonText</name>
    <message>
        <source>less than once in %1 times</source>
        <translation>weniger als einmal in %1 Fällen</translation>
    </message>
    <message>
        <source>nearly always</source>
        <translation>fast immer</translation>
    </message>
    <message>
        <source>more often than not</source>
        <translation>öfter als nicht</translation>
    </message>
    <message>
        <source>about every second time</source>
        <translation>etwa jedes zweite Mal</translation>
    </message>
    <message>
        <source>about once in %1 times</source>
        <translation>etwa einmal in %1 Fällen</translation>
    </message>
    <message>
        <source>Right on the same images as the baseline.</source>
        <translation>Richtig bei denselben Bildern wie die Vergleichsgewichtung.</translation>
    </message>
    <message>
        <source>Images right only now: %1, only in the baseline: %2.</source>
        <translation>Nur jetzt richtige Bilder: %1, nur beim Vergleich: %2.</translation>
    </message>
    <message>
        <source>Two equally good weightings would differ so %1: this may be chance.</source>
        <translation>Zwei gleich gute Gewichtungen unterschieden sich so %1: Das kann Zufall sein.</translation>
    </message>
    <message>
        <source>Chance alone does that %1: accuracy rose.</source>
        <translation>Zufall allein bewirkt das %1: Die Genauigkeit ist gestiegen.</translation>
    </message>
    <message>
        <source>Chance alone does that %1: accuracy fell.</source>
        <translation>Zufall allein bewirkt das %1: Die Genauigkeit ist gefallen.</translation>
    </message>
</context>
<context>
    <name>retort::ConfusionMatrix</name>
    <message>
        <source>Confusions</source>
        <translation>Verwechslungen</translation>
    </message>
    <message>
        <source>Confusions: %1 down, %2 across</source>
        <translation>Verwechslungen: %1 abwärts, %2 seitwärts</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s), %1 of the row&apos;s</source>
        <translation>
            <numerusform>%n Bild, %1 der Zeile</numerusform>
            <numerusform>%n Bilder, %1 der Zeile</numerusform>
        </translation>
    </message>
    <message>
        <source>no image</source>
        <translation>kein Bild</translation>
    </message>
    <message numerus="yes">
        <source>%n class(es) without any image left out</source>
        <translation>
            <numerusform>%n Klasse ohne Bild ist weggelassen</numerusform>
            <numerusform>%n Klassen ohne Bild sind weggelassen</numerusform>
        </translation>
    </message>
    <message>
        <source>another class</source>
        <translation>andere Klasse</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>dieselbe</translation>
    </message>
    <message>
        <source>%1 down, %2 across</source>
        <translation>%1 abwärts, %2 seitwärts</translation>
    </message>
</context>
<context>
    <name>retort::ConfusionModel</name>
    <message>
        <source>labelled %1, answered %2</source>
        <translation>beschriftet %1, beantwortet %2</translation>
    </message>
    <message>
        <source>%1: no image</source>
        <translation>%1: kein Bild</translation>
    </message>
    <message>
        <source>%1: %2 images, %3 of the label&apos;s</source>
        <translation>%1: %2 Bilder, %3 derer mit dieser Beschriftung</translation>
    </message>
    <message>
        <source>answered %1</source>
        <translation>beantwortet %1</translation>
    </message>
    <message>
        <source>labelled %1</source>
        <translation>beschriftet %1</translation>
    </message>
</context>
<context>
    <name>retort::ConfusionView</name>
    <message>
        <source>Confusions: labels down, answers across</source>
        <translation>Verwechslungen: Beschriftungen abwärts, Antworten seitwärts</translation>
    </message>
</context>
<context>
    <name>retort::CurveTexts</name>
    <message>
        <source>images, %</source>
        <translation>Bilder, %</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>images/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <source>correlation</source>
        <translation>Korrelation</translation>
    </message>
    <message>
        <source>node KL, nats</source>
        <translation>Knoten-KL, Nat</translation>
    </message>
    <message>
        <source>mean margin</source>
        <translation>mittlerer Abstand</translation>
    </message>
    <message>
        <source>agreement with the teacher</source>
        <translation>Übereinstimmung mit dem Lehrer</translation>
    </message>
    <message>
        <source>accuracy, tuning half</source>
        <translation>Genauigkeit, Abstimmhälfte</translation>
    </message>
    <message>
        <source>node loss</source>
        <translation>Knotenverlust</translation>
    </message>
    <message>
        <source>edge loss</source>
        <translation>Kantenverlust</translation>
    </message>
    <message>
        <source>pseudo-label loss</source>
        <translation>Pseudolabel-Verlust</translation>
    </message>
    <message>
        <source>images per second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>correlation of edges</source>
        <translation>Korrelation der Kanten</translation>
    </message>
    <message>
        <source>correlation of columns</source>
        <translation>Korrelation der Spalten</translation>
    </message>
    <message>
        <source>node KL</source>
        <translation>Knoten-KL</translation>
    </message>
    <message>
        <source>agreement, probe images</source>
        <translation>Übereinstimmung, Probebilder</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>training time</source>
        <translation>Trainingszeit</translation>
    </message>
    <message>
        <source>date and time</source>
        <translation>Datum und Uhrzeit</translation>
    </message>
</context>
<context>
    <name>retort::CurveTools</name>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Logarithmic vertical axis</source>
        <translation>Senkrechte Achse logarithmisch</translation>
    </message>
    <message>
        <source>Fold seeds</source>
        <translation>Startwerte bündeln</translation>
    </message>
    <message>
        <source>Runs that differ in their seed alone: their mean, and a band from smallest to largest</source>
        <translation>Läufe, die sich nur im Startwert unterscheiden: ihr Mittel und ein Band vom kleinsten bis zum größten Wert</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Größen</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Waagerechte Achse</translation>
    </message>
    <message>
        <source>by step</source>
        <translation>nach Schritt</translation>
    </message>
    <message>
        <source>by epoch</source>
        <translation>nach Epoche</translation>
    </message>
    <message>
        <source>by training time</source>
        <translation>nach Trainingszeit</translation>
    </message>
    <message>
        <source>by date and time</source>
        <translation>nach Datum und Uhrzeit</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glätten</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Moving average; the values as they are stay faint behind it.</source>
        <translation>Gleitendes Mittel; die Werte selbst bleiben blass dahinter.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Picture as PNG…</source>
        <translation>Bild als PNG …</translation>
    </message>
    <message>
        <source>Picture as SVG…</source>
        <translation>Bild als SVG …</translation>
    </message>
    <message>
        <source>Values as CSV…</source>
        <translation>Werte als CSV …</translation>
    </message>
    <message>
        <source>Save curves</source>
        <translation>Kurven speichern</translation>
    </message>
</context>
<context>
    <name>retort::CurvesView</name>
    <message>
        <source>Choose runs in the table: their curves are drawn here, over each other.</source>
        <translation>Wählen Sie in der Tabelle Läufe aus: Hier werden ihre Kurven übereinander gezeichnet.</translation>
    </message>
    <message>
        <source>Save curves</source>
        <translation>Kurven speichern</translation>
    </message>
    <message>
        <source>the first %1 of %2</source>
        <translation>die ersten %1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n seed(s)</source>
        <translation>
            <numerusform>%1, %n Startwert</numerusform>
            <numerusform>%1, %n Startwerte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>run and metric</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %</source>
        <translation>%1, %</translation>
    </message>
    <message>
        <source>teacher of %1</source>
        <translation>Lehrer von %1</translation>
    </message>
    <message>
        <source>teacher of %1 with itself</source>
        <translation>Lehrer von %1 mit sich selbst</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>teacher with itself</source>
        <translation>Lehrer mit sich selbst</translation>
    </message>
    <message>
        <source>Curves: %1</source>
        <translation>Kurven: %1</translation>
    </message>
    <message>
        <source>Choose under Metrics what is drawn.</source>
        <translation>Wählen Sie unter „Größen“, was gezeichnet wird.</translation>
    </message>
    <message>
        <source>Nothing has been measured of this yet.</source>
        <translation>Davon wurde noch nichts gemessen.</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Bild (*.png)</translation>
    </message>
    <message>
        <source>Scalable picture (*.svg)</source>
        <translation>Skalierbares Bild (*.svg)</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Saving curves</source>
        <translation>Kurven werden gespeichert</translation>
    </message>
</context>
<context>
    <name>retort::DataPage</name>
    <message>
        <source>Choose a folder of images…</source>
        <translation>Bilderordner wählen…</translation>
    </message>
    <message>
        <source>Choose a file of images…</source>
        <translation>Bilderdatei wählen…</translation>
    </message>
    <message>
        <source>Training images</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>The student learns from these, without labels.</source>
        <translation>Daraus lernt der Schüler, ohne Labels.</translation>
    </message>
    <message>
        <source>Only measured on; no choice is made with them.</source>
        <translation>Nur zum Messen; nichts wird damit ausgewählt.</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Open a project, then its images are here.</source>
        <translation>Öffnen Sie ein Projekt, dann sind hier seine Bilder.</translation>
    </message>
    <message>
        <source>Go to Project</source>
        <translation>Zum Projekt</translation>
    </message>
    <message>
        <source>There are no test images. Drop a folder here to measure the student on images that no choice was made with.</source>
        <translation>Es gibt keine Testbilder. Ziehen Sie einen Ordner hierher, um den Schüler an Bildern zu messen, mit denen nichts ausgewählt wurde.</translation>
    </message>
    <message>
        <source>Drop a folder or a file of images here.</source>
        <translation>Ziehen Sie einen Ordner oder eine Datei mit Bildern hierher.</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>opening images</source>
        <translation>Bilder werden geöffnet</translation>
    </message>
    <message>
        <source>Choose new place…</source>
        <translation>Neuen Ort wählen…</translation>
    </message>
    <message>
        <source>Looking at %1 …</source>
        <translation>%1 wird angesehen …</translation>
    </message>
    <message>
        <source>%1 holds %2 images, but not the ones this project was made with. Runs that were made with those cannot be resumed on these.</source>
        <translation>%1 enthält %2 Bilder, aber nicht die, mit denen dieses Projekt entstand. Läufe mit jenen können mit diesen nicht fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Use these</source>
        <translation>Diese nehmen</translation>
    </message>
    <message>
        <source>Training images: %1 from %2.</source>
        <translation>Trainingsbilder: %1 aus %2.</translation>
    </message>
    <message>
        <source>Test images: %1 from %2.</source>
        <translation>Testbilder: %1 aus %2.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>A folder of images, or with IDX files</source>
        <translation>Ein Ordner mit Bildern oder mit IDX-Dateien</translation>
    </message>
    <message>
        <source>An IDX file of images</source>
        <translation>Eine IDX-Datei mit Bildern</translation>
    </message>
    <message>
        <source>Audit…</source>
        <translation>Prüfung …</translation>
    </message>
    <message>
        <source>Label some images, drawn at random, to measure with</source>
        <translation>Einige zufällig gezogene Bilder beschriften, um damit zu messen</translation>
    </message>
    <message>
        <source>Duplicates…</source>
        <translation>Duplikate…</translation>
    </message>
    <message>
        <source>Training images that are nearly the same, or that the test images hold too</source>
        <translation>Trainingsbilder, die fast gleich sind oder auch unter den Testbildern vorkommen</translation>
    </message>
</context>
<context>
    <name>retort::DifferencesView</name>
    <message>
        <source>Differences between runs</source>
        <translation>Unterschiede zwischen Läufen</translation>
    </message>
    <message>
        <source>Select two or more runs in the table: what differs between them is listed here.</source>
        <translation>Wählen Sie in der Tabelle zwei oder mehr Läufe aus: Hier steht dann, worin sie sich unterscheiden.</translation>
    </message>
    <message>
        <source>These runs have the same recipe, prompts, classes and images, and the same seed.</source>
        <translation>Diese Läufe haben dasselbe Rezept, dieselben Prompts, Klassen und Bilder und denselben Startwert.</translation>
    </message>
</context>
<context>
    <name>retort::DistilPage</name>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 M parameters</source>
        <translation>%1 Mio. Parameter</translation>
    </message>
    <message>
        <source>Distil with this recipe</source>
        <translation>Mit diesem Rezept destillieren</translation>
    </message>
    <message>
        <source>Take the recipe of the shown run</source>
        <translation>Rezept des gezeigten Laufs übernehmen</translation>
    </message>
    <message>
        <source>Open a recipe file…</source>
        <translation>Rezeptdatei öffnen…</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>Zurück zu den Vorgaben</translation>
    </message>
    <message>
        <source>Name of the run (optional)</source>
        <translation>Name des Laufs (freiwillig)</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>Name des Laufs</translation>
    </message>
    <message>
        <source>Distil</source>
        <translation>Destillieren</translation>
    </message>
    <message>
        <source>Open or make a project first; then a student can learn from its images.</source>
        <translation>Öffnen oder erstellen Sie zuerst ein Projekt; dann kann ein Schüler aus seinen Bildern lernen.</translation>
    </message>
    <message>
        <source>Go to Project</source>
        <translation>Zum Projekt</translation>
    </message>
    <message>
        <source>Starts when the run that trains now has ended.</source>
        <translation>Beginnt, wenn der jetzige Lauf zu Ende ist.</translation>
    </message>
    <message>
        <source>Fills the form with the recipe of %1.</source>
        <translation>Füllt das Formular mit dem Rezept von %1.</translation>
    </message>
    <message>
        <source>An estimate follows when the run has ended.</source>
        <translation>Eine Schätzung folgt, wenn der Lauf zu Ende ist.</translation>
    </message>
    <message>
        <source>Estimating…</source>
        <translation>Wird geschätzt…</translation>
    </message>
    <message>
        <source>Estimating</source>
        <translation>Schätzung</translation>
    </message>
    <message>
        <source>About %1, %2, %3</source>
        <translation>Etwa %1, %2, %3</translation>
    </message>
    <message>
        <source>No estimate: %1</source>
        <translation>Keine Schätzung: %1</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>Rezept öffnen</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>Rezepte (*.json)</translation>
    </message>
    <message>
        <source>Reading the recipe</source>
        <translation>Rezept wird gelesen</translation>
    </message>
    <message>
        <source>Take another recipe</source>
        <translation>Ein anderes Rezept nehmen</translation>
    </message>
    <message>
        <source>Reading the recipes</source>
        <translation>Rezepte werden gelesen</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei …</translation>
    </message>
    <message>
        <source>Random values</source>
        <translation>Zufallswerte</translation>
    </message>
    <message>
        <source>Drawn from the seed.</source>
        <translation>Aus dem Startwert gezogen.</translation>
    </message>
    <message>
        <source>%1, best epoch %2</source>
        <translation>%1, beste Epoche %2</translation>
    </message>
    <message>
        <source>Agrees with its teacher on %1 of the held-out images.</source>
        <translation>Stimmt mit seinem Lehrer bei %1 der zurückgehaltenen Bilder überein.</translation>
    </message>
    <message>
        <source>%1 (not fetched yet)</source>
        <translation>%1 (noch nicht geholt)</translation>
    </message>
    <message>
        <source>Fetch it with: retort-cli teacher fetch %1</source>
        <translation>Zu holen mit: retort-cli teacher fetch %1</translation>
    </message>
    <message>
        <source>Add this recipe to the queue</source>
        <translation>Dieses Rezept einreihen</translation>
    </message>
    <message>
        <source>Sweep: many runs that differ in some keys</source>
        <translation>Reihe: viele Läufe, die sich in einigen Schlüsseln unterscheiden</translation>
    </message>
    <message>
        <source>seeds: </source>
        <translation>Startwerte: </translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Startwerte</translation>
    </message>
    <message>
        <source>The same recipe so many times, each with the next seed: how far runs differ by chance.</source>
        <translation>Dasselbe Rezept so oft, jedes Mal mit dem nächsten Startwert: wie weit Läufe zufällig auseinanderliegen.</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>Waits behind the other runs.</source>
        <translation>Wartet hinter den anderen Läufen.</translation>
    </message>
    <message>
        <source>Add the sweep</source>
        <translation>Reihe einreihen</translation>
    </message>
    <message>
        <source>A run: about %1, %2, %3</source>
        <translation>Ein Lauf: etwa %1, %2, %3</translation>
    </message>
    <message>
        <source>Checking the sweep</source>
        <translation>Reihe wird geprüft</translation>
    </message>
    <message>
        <source>%1, %2.</source>
        <translation>%1, %2.</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n Punkt</numerusform>
            <numerusform>%n Punkte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n Lauf</numerusform>
            <numerusform>%n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>Compared after epoch %1.</source>
        <translation>Verglichen nach Epoche %1.</translation>
    </message>
    <message>
        <source>None is stopped early: there are too few epochs after the warm-up, or too few points.</source>
        <translation>Keiner wird früh beendet: nach dem Anwärmen bleiben zu wenige Epochen, oder es sind zu wenige Punkte.</translation>
    </message>
</context>
<context>
    <name>retort::DuplicateGroupsModel</name>
    <message numerus="yes">
        <source>%n images, alike %1</source>
        <translation>
            <numerusform>%n Bild, ähnlich %1</numerusform>
            <numerusform>%n Bilder, ähnlich %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::DuplicatesView</name>
    <message>
        <source>Training images</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Exclude all but the first</source>
        <translation>Alle außer dem ersten ausschließen</translation>
    </message>
    <message>
        <source>Back to the images (Escape)</source>
        <translation>Zurück zu den Bildern (Escape)</translation>
    </message>
    <message>
        <source>What to look for</source>
        <translation>Wonach gesucht wird</translation>
    </message>
    <message>
        <source>that are nearly the same</source>
        <translation>die fast gleich sind</translation>
    </message>
    <message>
        <source>that the test images hold too</source>
        <translation>die auch unter den Testbildern sind</translation>
    </message>
    <message>
        <source>Least cosine between embeddings</source>
        <translation>Kleinster Kosinus zwischen Einbettungen</translation>
    </message>
    <message>
        <source>The cosine of two images&apos; embeddings from which they count as nearly the same</source>
        <translation>Ab welchem Kosinus ihrer Einbettungen zwei Bilder als fast gleich gelten</translation>
    </message>
    <message>
        <source>alike at least</source>
        <translation>ähnlich mindestens</translation>
    </message>
    <message>
        <source>Groups of images that are nearly the same</source>
        <translation>Gruppen von Bildern, die fast gleich sind</translation>
    </message>
    <message>
        <source>Once the teacher has seen the images, those that are alike are found here.</source>
        <translation>Sobald der Lehrer die Bilder gesehen hat, stehen hier die ähnlichen.</translation>
    </message>
    <message>
        <source>excluded from training</source>
        <translation>vom Training ausgeschlossen</translation>
    </message>
    <message>
        <source>There are no test images that these could be among.</source>
        <translation>Es gibt keine Testbilder, unter denen sie sein könnten.</translation>
    </message>
    <message>
        <source>Comparing images</source>
        <translation>Bilder vergleichen</translation>
    </message>
    <message>
        <source>comparing images</source>
        <translation>Bilder werden verglichen</translation>
    </message>
    <message>
        <source>No two training images are that alike. Look again with a smaller number.</source>
        <translation>Keine zwei Trainingsbilder sind so ähnlich. Suchen Sie mit einer kleineren Zahl.</translation>
    </message>
    <message>
        <source>No training image is that alike to a test image. Look again with a smaller number.</source>
        <translation>Kein Trainingsbild ist einem Testbild so ähnlich. Suchen Sie mit einer kleineren Zahl.</translation>
    </message>
    <message>
        <source>In every group (%1)</source>
        <translation>In jeder Gruppe (%1)</translation>
    </message>
    <message>
        <source>Exclude them from training (%1)</source>
        <translation>Vom Training ausschließen (%1)</translation>
    </message>
    <message>
        <source>Exclude all but the first image of every group from training</source>
        <translation>In jeder Gruppe alle Bilder außer dem ersten vom Training ausschließen</translation>
    </message>
    <message>
        <source>Test images stay what they are: only the training images go.</source>
        <translation>Testbilder bleiben, wie sie sind: nur Trainingsbilder fallen weg.</translation>
    </message>
    <message numerus="yes">
        <source>%n groups</source>
        <translation>
            <numerusform>%n Gruppe</numerusform>
            <numerusform>%n Gruppen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images, with the test image each is most like</source>
        <translation>
            <numerusform>%n Bild, mit dem Testbild, dem es am ähnlichsten ist</numerusform>
            <numerusform>%n Bilder, je mit dem Testbild, dem es am ähnlichsten ist</numerusform>
        </translation>
    </message>
    <message>
        <source>Exclude images from training</source>
        <translation>Bilder vom Training ausschließen</translation>
    </message>
    <message numerus="yes">
        <source>%n images are excluded from training from now on.</source>
        <translation>
            <numerusform>%n Bild ist von nun an vom Training ausgeschlossen.</numerusform>
            <numerusform>%n Bilder sind von nun an vom Training ausgeschlossen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::EdgeTableModel</name>
    <message>
        <source>Student minus teacher after each side&apos;s cosines of this image are brought to mean 0 and deviation 1; above 0, the student sees the image closer to the class</source>
        <translation>Schüler minus Lehrer, nachdem die Kosinus dieses Bildes jeder Seite auf Mittel 0 und Streuung 1 gebracht sind; über 0 sieht der Schüler das Bild näher an der Klasse</translation>
    </message>
    <message>
        <source>Cosine between the image and the class proxy, -1 to 1</source>
        <translation>Kosinus zwischen Bild und Klassenvertreter, -1 bis 1</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>diff.</source>
        <translation>Diff.</translation>
    </message>
</context>
<context>
    <name>retort::EpochBar</name>
    <message>
        <source>Play the epochs</source>
        <translation>Epochen abspielen</translation>
    </message>
    <message>
        <source>Go to the best epoch</source>
        <translation>Zur besten Epoche</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>epoch %1 of %2, best</source>
        <translation>Epoche %1 von %2, beste</translation>
    </message>
    <message>
        <source>epoch %1 of %2</source>
        <translation>Epoche %1 von %2</translation>
    </message>
    <message>
        <source>agreement %1   edge correlation %2   node KL %3</source>
        <translation>Übereinstimmung %1   Kantenkorrelation %2   Knoten-KL %3</translation>
    </message>
    <message>
        <source>On the probe images: how often student and teacher answer alike, the mean Pearson correlation of their edges, and the mean KL divergence of their answers in nats</source>
        <translation>An den Probebildern: wie oft Schüler und Lehrer gleich antworten, die mittlere Pearson-Korrelation ihrer Kanten und die mittlere KL-Divergenz ihrer Antworten in Nat</translation>
    </message>
</context>
<context>
    <name>retort::EpochsView</name>
    <message>
        <source>The student&apos;s graph, epoch by epoch</source>
        <translation>Der Graph des Schülers, Epoche für Epoche</translation>
    </message>
    <message>
        <source>drawing the epochs</source>
        <translation>Epochen werden gezeichnet</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
</context>
<context>
    <name>retort::ExplainPanel</name>
    <message>
        <source>Ask the teacher again</source>
        <translation>Den Lehrer noch einmal fragen</translation>
    </message>
    <message>
        <source>Student against teacher</source>
        <translation>Schüler neben Lehrer</translation>
    </message>
    <message>
        <source>Student against labels</source>
        <translation>Schüler neben Beschriftungen</translation>
    </message>
    <message>
        <source>Teacher against labels</source>
        <translation>Lehrer neben Beschriftungen</translation>
    </message>
    <message>
        <source>What is held against what</source>
        <translation>Was woran gehalten wird</translation>
    </message>
    <message>
        <source>A pseudo-label is the teacher&apos;s answer: against the teacher is against pseudo-labels</source>
        <translation>Ein Pseudolabel ist die Antwort des Lehrers: neben dem Lehrer heißt neben Pseudolabels</translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>Held-out images</source>
        <translation>Zurückgehaltene Bilder</translation>
    </message>
    <message>
        <source>Whose images</source>
        <translation>Welche Bilder</translation>
    </message>
    <message>
        <source>The report half of the labels is kept for final figures. Each look is counted: who chooses by it makes the final figure too good.</source>
        <translation>Die Berichtshälfte der Beschriftungen bleibt für Schlusszahlen. Jeder Blick wird gezählt: Wer danach wählt, macht die Schlusszahl zu gut.</translation>
    </message>
    <message>
        <source>How often does the teacher give a crop of an image the answer that it gives to the whole? No student can be expected to agree with it more often. Asks its image tower about the probe images, once.</source>
        <translation>Wie oft gibt der Lehrer einem Ausschnitt die Antwort, die er dem ganzen Bild gibt? Öfter kann auch kein Schüler mit ihm übereinstimmen. Fragt seinen Bildturm einmal nach den Probebildern.</translation>
    </message>
    <message>
        <source>What is confused most</source>
        <translation>Was am meisten verwechselt wird</translation>
    </message>
    <message>
        <source>Figures of each class</source>
        <translation>Zahlen jeder Klasse</translation>
    </message>
    <message>
        <source>Calibration and mistakes need labels.</source>
        <translation>Kalibrierung und Fehler brauchen Beschriftungen.</translation>
    </message>
    <message>
        <source>Label some images</source>
        <translation>Einige Bilder beschriften</translation>
    </message>
    <message>
        <source>Images of what was chosen</source>
        <translation>Bilder des Gewählten</translation>
    </message>
    <message>
        <source>Confusions</source>
        <translation>Verwechslungen</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Sureness</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Back to the tuning half</source>
        <translation>Zurück zur Auswahlhälfte</translation>
    </message>
    <message>
        <source>Show the report half</source>
        <translation>Berichtshälfte zeigen</translation>
    </message>
    <message>
        <source>None of these images has a label. Agreement with the teacher is no accuracy: label some images, and both can be measured.</source>
        <translation>Keines dieser Bilder ist beschriftet. Übereinstimmung mit dem Lehrer ist keine Genauigkeit: Beschriften Sie einige Bilder, dann lassen sich beide messen.</translation>
    </message>
    <message>
        <source>This half of the labels holds none of these images yet.</source>
        <translation>In dieser Hälfte der Beschriftungen ist noch keines dieser Bilder.</translation>
    </message>
    <message>
        <source>labelled</source>
        <translation>Beschriftung</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>Accuracy %1, balanced %2, macro-F1 %3, calibration error %4.</source>
        <translation>Genauigkeit %1, ausgeglichen %2, Makro-F1 %3, Kalibrierfehler %4.</translation>
    </message>
    <message>
        <source>Tuning half of the labels of the %1, %2 images.</source>
        <translation>Auswahlhälfte der Beschriftungen (%1), %2 Bilder.</translation>
    </message>
    <message numerus="yes">
        <source>Report half of the labels of the %1, %2 images; looked at %n time(s).</source>
        <translation>
            <numerusform>Berichtshälfte der Beschriftungen (%1), %2 Bilder; %n-mal angesehen.</numerusform>
            <numerusform>Berichtshälfte der Beschriftungen (%1), %2 Bilder; %n-mal angesehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>They speak of %1 of the images.</source>
        <translation>Sie sprechen für %1 der Bilder.</translation>
    </message>
    <message>
        <source>Labels seen in selection: accuracy was visible while the prompts were weighted.</source>
        <translation>Beschriftungen bei der Wahl gesehen: Die Genauigkeit war sichtbar, während die Prompts gewichtet wurden.</translation>
    </message>
    <message>
        <source>Agreement with the teacher %1, on %2 images that the student did not learn from.</source>
        <translation>Übereinstimmung mit dem Lehrer %1, an %2 Bildern, aus denen der Schüler nicht lernte.</translation>
    </message>
    <message>
        <source>The teacher is being asked about crops of the probe images.</source>
        <translation>Der Lehrer wird nach Ausschnitten der Probebilder gefragt.</translation>
    </message>
    <message>
        <source>The teacher agrees with itself on %1 of crops that keep at least %2 of an image, half of them mirrored.</source>
        <translation>Der Lehrer stimmt mit sich selbst bei %1 der Ausschnitte überein, die mindestens %2 eines Bildes behalten und zur Hälfte gespiegelt sind.</translation>
    </message>
    <message>
        <source>The teacher agrees with itself on %1 of crops that keep at least %2 of an image.</source>
        <translation>Der Lehrer stimmt mit sich selbst bei %1 der Ausschnitte überein, die mindestens %2 eines Bildes behalten.</translation>
    </message>
    <message>
        <source>Surest disagreements</source>
        <translation>Sicherste Uneinigkeiten</translation>
    </message>
    <message>
        <source>Confident mistakes</source>
        <translation>Sichere Fehler</translation>
    </message>
    <message>
        <source>Teacher: %1. Student: %2.</source>
        <translation>Lehrer: %1. Schüler: %2.</translation>
    </message>
    <message>
        <source>Labelled %1. Student: %2.</source>
        <translation>Beschriftet mit %1. Schüler: %2.</translation>
    </message>
    <message>
        <source>Labelled %1. Teacher: %2.</source>
        <translation>Beschriftet mit %1. Lehrer: %2.</translation>
    </message>
    <message>
        <source>Margin %1 to %2</source>
        <translation>Spanne %1 bis %2</translation>
    </message>
    <message>
        <source>Confidence %1 to %2</source>
        <translation>Sicherheit %1 bis %2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>confidence and class</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 %2 → %3</source>
        <comment>confidence, what it is, what is answered</comment>
        <translation>%1 %2 → %3</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n image(s)</source>
        <translation>
            <numerusform>%1: %n Bild</numerusform>
            <numerusform>%1: %n Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::ExplainView</name>
    <message>
        <source>There is nothing to explain before the first epoch is done.</source>
        <translation>Vor dem Ende der ersten Epoche gibt es nichts zu erklären.</translation>
    </message>
    <message>
        <source>Choose a run, and what its student takes for what is shown here.</source>
        <translation>Wählen Sie einen Lauf, dann steht hier, was sein Schüler wofür hält.</translation>
    </message>
    <message>
        <source>Opening the images</source>
        <translation>Die Bilder werden geöffnet</translation>
    </message>
    <message>
        <source>Asking student and teacher</source>
        <translation>Schüler und Lehrer werden gefragt</translation>
    </message>
    <message>
        <source>Explaining run %1</source>
        <translation>Lauf %1 wird erklärt</translation>
    </message>
    <message>
        <source>This was stopped.</source>
        <translation>Das wurde angehalten.</translation>
    </message>
    <message>
        <source>Explain the run</source>
        <translation>Den Lauf erklären</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Counting confusions</source>
        <translation>Verwechslungen werden gezählt</translation>
    </message>
    <message>
        <source>run %1 explained</source>
        <translation>Lauf %1 erklärt</translation>
    </message>
    <message>
        <source>Asking the teacher again</source>
        <translation>Der Lehrer wird noch einmal gefragt</translation>
    </message>
</context>
<context>
    <name>retort::FactsPanel</name>
    <message>
        <source>IDX, images packed in one file</source>
        <translation>IDX, Bilder in einer Datei</translation>
    </message>
    <message>
        <source>folder of image files</source>
        <translation>Ordner mit Bilddateien</translation>
    </message>
    <message>
        <source>%1 x %2</source>
        <translation>%1 x %2</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>farbig</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 to %2, %3</source>
        <translation>%1 bis %2, %3</translation>
    </message>
    <message>
        <source>Images that cannot be read</source>
        <translation>Bilder, die nicht lesbar sind</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>%1 of what lies there</source>
        <translation>%1 von dem, was dort liegt</translation>
    </message>
    <message>
        <source>Chosen by the images&apos; content. The demo&apos;s teacher learned from the other half, so the student never sees an image that its teacher was trained on.</source>
        <translation>Nach dem Inhalt der Bilder gewählt. Der Lehrer der Vorführung lernte aus der anderen Hälfte, also sieht der Schüler nie ein Bild, an dem sein Lehrer trainiert wurde.</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Width x height in pixels; of a folder, from a sample of its images.</source>
        <translation>Breite x Höhe in Pixeln; bei einem Ordner aus einer Stichprobe seiner Bilder.</translation>
    </message>
    <message>
        <source>on disk</source>
        <translation>auf der Platte</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>zurückgehalten</translation>
    </message>
    <message>
        <source>Never trained on: the best epoch is chosen by agreement with the teacher on these, and the probe graph comes from them. Chosen by the images&apos; content, so it stays when images are added.</source>
        <translation>Nie Teil des Trainings: An ihnen wird die beste Epoche nach Übereinstimmung mit dem Lehrer gewählt, und aus ihnen kommt der Probegraph. Nach dem Inhalt der Bilder gewählt, bleibt also, wenn Bilder hinzukommen.</translation>
    </message>
    <message>
        <source>duplicates</source>
        <translation>Doppelte</translation>
    </message>
    <message>
        <source>Images whose content occurred before.</source>
        <translation>Bilder, deren Inhalt schon vorkam.</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Without labels, progress is shown as agreement with the teacher.</source>
        <translation>Ohne Labels wird die Übereinstimmung mit dem Lehrer gezeigt.</translation>
    </message>
    <message>
        <source>%1, for measuring only</source>
        <translation>%1, nur zum Messen</translation>
    </message>
    <message>
        <source>From %1. They are counted against answers and reach no training and no choice.</source>
        <translation>Aus %1. Sie werden mit Antworten verglichen und erreichen weder Training noch Auswahl.</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>Left out; the reasons are below.</source>
        <translation>Ausgelassen; die Gründe stehen unten.</translation>
    </message>
    <message>
        <source>CIFAR, images packed in a few files</source>
        <translation>CIFAR, Bilder in wenigen Dateien gepackt</translation>
    </message>
    <message>
        <source>image files that a list names</source>
        <translation>Bilddateien, die eine Liste nennt</translation>
    </message>
    <message>
        <source>archive of image files</source>
        <translation>Archiv von Bilddateien</translation>
    </message>
</context>
<context>
    <name>retort::FetchListModel</name>
    <message>
        <source>here</source>
        <translation>da</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>begonnen</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation>auf diesem Rechner</translation>
    </message>
</context>
<context>
    <name>retort::FilterBar</name>
    <message>
        <source>Edges drawn an image, the strongest first</source>
        <translation>Gezeichnete Kanten je Bild, die stärksten zuerst</translation>
    </message>
    <message>
        <source>edges an image</source>
        <translation>Kanten je Bild</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>mindestens</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Show only some of the images</source>
        <translation>Nur einen Teil der Bilder zeigen</translation>
    </message>
    <message>
        <source>Edges an image</source>
        <translation>Kanten je Bild</translation>
    </message>
    <message>
        <source>Threshold of edges</source>
        <translation>Schwelle der Kanten</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Disagreement: the sides answer differently</source>
        <translation>Uneinigkeit: Die Seiten antworten verschieden</translation>
    </message>
    <message>
        <source>Low margin of the student</source>
        <translation>Kleine Spanne des Schülers</translation>
    </message>
    <message>
        <source>Far from the teacher (node KL)</source>
        <translation>Weit vom Lehrer (Knoten-KL)</translation>
    </message>
    <message>
        <source>Wrong by its label</source>
        <translation>Falsch nach Beschriftung</translation>
    </message>
    <message>
        <source>Wrong by its label (no image here has one)</source>
        <translation>Falsch nach Beschriftung (kein Bild hier hat eine)</translation>
    </message>
    <message>
        <source> sd</source>
        <comment>standard deviations</comment>
        <translation> Streuungen</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Only edges that differ by at least so many standard deviations</source>
        <translation>Nur Kanten, die sich um mindestens so viele Streuungen unterscheiden</translation>
    </message>
    <message>
        <source>Only edges of at least this share of their image</source>
        <translation>Nur Kanten mit mindestens diesem Anteil ihres Bildes</translation>
    </message>
    <message>
        <source>Add a filter</source>
        <translation>Filter hinzufügen</translation>
    </message>
    <message>
        <source>Change a filter</source>
        <translation>Filter ändern</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Class that either side answers</source>
        <translation>Klasse, die eine der Seiten antwortet</translation>
    </message>
    <message>
        <source>disagreement</source>
        <translation>uneinig</translation>
    </message>
    <message>
        <source>margin below</source>
        <translation>Spanne unter</translation>
    </message>
    <message>
        <source>node KL from</source>
        <translation>Knoten-KL ab</translation>
    </message>
    <message>
        <source>wrong by label</source>
        <translation>falsch nach Beschriftung</translation>
    </message>
    <message>
        <source>chosen images</source>
        <translation>ausgewählte Bilder</translation>
    </message>
    <message>
        <source>Images that pass this filter and those before it</source>
        <translation>Bilder, die diesen Filter und die davor bestehen</translation>
    </message>
    <message>
        <source>Remove this filter</source>
        <translation>Diesen Filter entfernen</translation>
    </message>
    <message>
        <source>Remove a filter</source>
        <translation>Filter entfernen</translation>
    </message>
    <message>
        <source>%1 drawn</source>
        <comment>edges</comment>
        <translation>%1 gezeichnet</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 of %2 images</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
</context>
<context>
    <name>retort::GraphLoader</name>
    <message>
        <source>Laying out the graph</source>
        <translation>Der Graph wird angeordnet</translation>
    </message>
</context>
<context>
    <name>retort::GraphPage</name>
    <message>
        <source>Find an image or a class in the graph</source>
        <translation>Bild oder Klasse im Graphen suchen</translation>
    </message>
    <message>
        <source>Nothing here is called &quot;%1&quot;.</source>
        <translation>Nichts hier heißt „%1“.</translation>
    </message>
    <message>
        <source>Open a project, then the graphs of its runs are here.</source>
        <translation>Öffnen Sie ein Projekt, dann sind hier die Graphen seiner Läufe.</translation>
    </message>
    <message>
        <source>Go to Project</source>
        <translation>Zum Projekt</translation>
    </message>
    <message>
        <source>Distil a student, then its graph beside the teacher&apos;s is here.</source>
        <translation>Destillieren Sie einen Schüler, dann steht sein Graph hier neben dem des Lehrers.</translation>
    </message>
    <message>
        <source>Go to Distil</source>
        <translation>Zum Destillieren</translation>
    </message>
    <message>
        <source>Reading the graph</source>
        <translation>Graph wird gelesen</translation>
    </message>
    <message>
        <source>This run has not finished an epoch yet; its graph comes with the first one.</source>
        <translation>Dieser Lauf hat noch keine Epoche beendet; sein Graph kommt mit der ersten.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>The project holds other images now than this run was made with.</source>
        <translation>Das Projekt enthält jetzt andere Bilder, als mit denen dieser Lauf gemacht wurde.</translation>
    </message>
    <message>
        <source>The images are being opened.</source>
        <translation>Die Bilder werden geöffnet.</translation>
    </message>
    <message>
        <source>Graph: both sides</source>
        <translation>Graph: beide Seiten</translation>
    </message>
    <message>
        <source>Graph: teacher</source>
        <translation>Graph: Lehrer</translation>
    </message>
    <message>
        <source>Graph: student</source>
        <translation>Graph: Schüler</translation>
    </message>
    <message>
        <source>Graph: difference</source>
        <translation>Graph: Unterschied</translation>
    </message>
    <message>
        <source>Graph: classes</source>
        <translation>Graph: Klassen</translation>
    </message>
    <message>
        <source>Graph: epochs</source>
        <translation>Graph: Epochen</translation>
    </message>
    <message>
        <source>like sample %1, itself first</source>
        <translation>wie Probe %1, sie selbst zuerst</translation>
    </message>
    <message>
        <source>Show only selected images</source>
        <translation>Nur ausgewählte Bilder zeigen</translation>
    </message>
    <message>
        <source>Show all classes</source>
        <translation>Alle Klassen zeigen</translation>
    </message>
    <message>
        <source>Show one class</source>
        <translation>Eine Klasse zeigen</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>of %1 and %2, answered alike</source>
        <translation>von %1 und %2, gleich beantwortet</translation>
    </message>
    <message>
        <source>between %1 and %2</source>
        <translation>zwischen %1 und %2</translation>
    </message>
    <message>
        <source>of %1, the most like %2 first</source>
        <translation>von %1, die %2 ähnlichsten zuerst</translation>
    </message>
    <message>
        <source>Reading the names of images</source>
        <translation>Namen der Bilder werden gelesen</translation>
    </message>
    <message>
        <source>Run %1, epoch %2</source>
        <translation>Lauf %1, Epoche %2</translation>
    </message>
    <message>
        <source>Save the graph</source>
        <translation>Graph speichern</translation>
    </message>
    <message>
        <source>%1 files (*.%2)</source>
        <translation>%1-Dateien (*.%2)</translation>
    </message>
    <message>
        <source>Saving the graph</source>
        <translation>Graph wird gespeichert</translation>
    </message>
    <message>
        <source>%1 is written.</source>
        <translation>%1 ist geschrieben.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>selected in the graph</source>
        <translation>im Graphen ausgewählt</translation>
    </message>
    <message>
        <source>Exclude images from training</source>
        <translation>Bilder vom Training ausschließen</translation>
    </message>
    <message>
        <source>They are excluded from training already.</source>
        <translation>Sie sind bereits vom Training ausgeschlossen.</translation>
    </message>
    <message numerus="yes">
        <source>%n images are excluded from training from now on.</source>
        <translation>
            <numerusform>%n Bild ist von nun an vom Training ausgeschlossen.</numerusform>
            <numerusform>%n Bilder sind von nun an vom Training ausgeschlossen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::GraphSearch</name>
    <message>
        <source>find image, class</source>
        <translation>Bild, Klasse finden</translation>
    </message>
    <message>
        <source>Find an image by number or name, or a class</source>
        <translation>Ein Bild nach Nummer oder Name finden, oder eine Klasse</translation>
    </message>
</context>
<context>
    <name>retort::GraphSide</name>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>Schlimmste</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Images on which the student is farthest from the teacher</source>
        <translation>Bilder, bei denen der Schüler am weitesten vom Lehrer ist</translation>
    </message>
    <message>
        <source>How alike both sides are, by class and over the epochs</source>
        <translation>Wie gleich beide Seiten sind, nach Klassen und über die Epochen</translation>
    </message>
</context>
<context>
    <name>retort::GraphStage</name>
    <message>
        <source>Epoch %1: %2 images, %3 classes; both sides answer alike for %4 images.</source>
        <translation>Epoche %1: %2 Bilder, %3 Klassen; beide Seiten antworten bei %4 Bildern gleich.</translation>
    </message>
    <message>
        <source>Asking the graphics driver</source>
        <translation>Der Grafiktreiber wird gefragt</translation>
    </message>
    <message>
        <source>%1 against %2: edges too weak (blue) or too strong (orange)</source>
        <translation>%1 gegen %2: zu schwache (blau) oder zu starke Kanten (orange)</translation>
    </message>
</context>
<context>
    <name>retort::GraphTools</name>
    <message>
        <source>%1  %2</source>
        <comment>number and name of a run</comment>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>What the student is compared with</source>
        <translation>Womit der Schüler verglichen wird</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>Circle</source>
        <translation>Kreis</translation>
    </message>
    <message>
        <source>Similar classes side by side, images between their classes</source>
        <translation>Ähnliche Klassen nebeneinander, Bilder zwischen ihren Klassen</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>Komponenten</translation>
    </message>
    <message>
        <source>Classes by the two principal components of their correlations on both sides</source>
        <translation>Klassen nach den zwei Hauptkomponenten ihrer Korrelationen auf beiden Seiten</translation>
    </message>
    <message>
        <source>Forces</source>
        <translation>Kräfte</translation>
    </message>
    <message>
        <source>Edges pull together, everything else pushes apart</source>
        <translation>Kanten ziehen zusammen, alles andere stößt sich ab</translation>
    </message>
    <message>
        <source>The layout is settling</source>
        <translation>Die Anordnung kommt zur Ruhe</translation>
    </message>
    <message>
        <source>Leave the layout as it is now</source>
        <translation>Die Anordnung lassen, wie sie ist</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>Teacher and student side by side, in the same places</source>
        <translation>Lehrer und Schüler nebeneinander, an denselben Stellen</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>The teacher&apos;s graph, or that of the run compared with</source>
        <translation>Der Graph des Lehrers oder des verglichenen Laufs</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>The student&apos;s graph</source>
        <translation>Der Graph des Schülers</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Edges that are weaker (blue) or stronger (orange) in the student than they should be</source>
        <translation>Kanten, die beim Schüler schwächer (blau) oder stärker (orange) sind, als sie sein sollten</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Correlations between classes: the teacher&apos;s above the diagonal, the student&apos;s below</source>
        <translation>Korrelationen zwischen Klassen: über der Diagonale die des Lehrers, darunter die des Schülers</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>The student&apos;s graph at several epochs, side by side</source>
        <translation>Der Graph des Schülers zu mehreren Epochen nebeneinander</translation>
    </message>
    <message>
        <source>Drag moves the picture</source>
        <translation>Ziehen verschiebt das Bild</translation>
    </message>
    <message>
        <source>Drag selects images inside a line (Shift)</source>
        <translation>Ziehen wählt Bilder in einer Linie (Umschalt)</translation>
    </message>
    <message>
        <source>Drag selects images in a rectangle (Ctrl)</source>
        <translation>Ziehen wählt Bilder in einem Rechteck (Strg)</translation>
    </message>
    <message>
        <source>Save what is shown</source>
        <translation>Speichern, was zu sehen ist</translation>
    </message>
    <message>
        <source>Picture for a screen (PNG, %1 pixels)...</source>
        <translation>Bild für den Schirm (PNG, %1 Pixel) …</translation>
    </message>
    <message>
        <source>Picture for paper (PNG, %1 pixels)...</source>
        <translation>Bild für Papier (PNG, %1 Pixel) …</translation>
    </message>
    <message>
        <source>Picture of another width (PNG)...</source>
        <translation>Bild anderer Breite (PNG) …</translation>
    </message>
    <message>
        <source>Save the graph</source>
        <translation>Graph speichern</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Breite in Pixeln</translation>
    </message>
    <message>
        <source>Drawing (SVG)...</source>
        <translation>Zeichnung (SVG) …</translation>
    </message>
    <message>
        <source>Graph for Gephi or networkx (GraphML)...</source>
        <translation>Graph für Gephi oder networkx (GraphML) …</translation>
    </message>
    <message>
        <source>Table of edges (CSV)...</source>
        <translation>Tabelle der Kanten (CSV) …</translation>
    </message>
    <message>
        <source>against its teacher</source>
        <translation>gegen seinen Lehrer</translation>
    </message>
    <message>
        <source>against run %1</source>
        <translation>gegen Lauf %1</translation>
    </message>
</context>
<context>
    <name>retort::GraphView</name>
    <message>
        <source>drawing the graph</source>
        <translation>Graph wird gezeichnet</translation>
    </message>
</context>
<context>
    <name>retort::ImageGrid</name>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>retort::ImageViewer</name>
    <message>
        <source>Next image (Right)</source>
        <translation>Nächstes Bild (rechts)</translation>
    </message>
    <message>
        <source>label, for measuring only: %1</source>
        <translation>Beschriftung, nur zum Messen: %1</translation>
    </message>
    <message>
        <source>Teacher&apos;s answers</source>
        <translation>Antworten des Lehrers</translation>
    </message>
    <message>
        <source>One image</source>
        <translation>Ein Bild</translation>
    </message>
    <message>
        <source>Back to all images (Escape)</source>
        <translation>Zurück zu allen Bildern (Escape)</translation>
    </message>
    <message>
        <source>Image before (Left)</source>
        <translation>Bild davor (Links)</translation>
    </message>
    <message>
        <source>All images</source>
        <translation>Alle Bilder</translation>
    </message>
    <message>
        <source>The softmax of its logits: how they are shared out, not how often it is right.</source>
        <translation>Der Softmax seiner Logits: wie sie sich verteilen, nicht wie oft er recht hat.</translation>
    </message>
    <message>
        <source>looking at an image</source>
        <translation>ein Bild wird angesehen</translation>
    </message>
    <message>
        <source>%1 x %2 pixels</source>
        <translation>%1 x %2 Pixel</translation>
    </message>
    <message>
        <source>The teacher has not seen it yet.</source>
        <translation>Der Lehrer hat es noch nicht gesehen.</translation>
    </message>
</context>
<context>
    <name>retort::ImageWall</name>
    <message>
        <source>Show images that the teacher takes for this class</source>
        <translation>Bilder zeigen, die der Lehrer dieser Klasse zuordnet</translation>
    </message>
    <message>
        <source>Order of the images</source>
        <translation>Reihenfolge der Bilder</translation>
    </message>
    <message>
        <source>in their order</source>
        <translation>wie sie liegen</translation>
    </message>
    <message>
        <source>least sure first</source>
        <translation>unsicherste zuerst</translation>
    </message>
    <message>
        <source>most sure first</source>
        <translation>sicherste zuerst</translation>
    </message>
    <message>
        <source>Once the teacher has seen the images, they can be sorted by its answers.</source>
        <translation>Sobald der Lehrer die Bilder gesehen hat, lassen sie sich nach seinen Antworten sortieren.</translation>
    </message>
    <message>
        <source>all classes</source>
        <translation>alle Klassen</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>sorting images</source>
        <translation>Bilder werden sortiert</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Search: what is to be seen, as in &quot;scratch on metal&quot;</source>
        <translation>Suche: was zu sehen ist, etwa „Kratzer auf Metall“</translation>
    </message>
    <message>
        <source>Search images by words</source>
        <translation>Bilder mit Worten suchen</translation>
    </message>
    <message>
        <source>Show all images again</source>
        <translation>Wieder alle Bilder zeigen</translation>
    </message>
    <message>
        <source>Which part of the images</source>
        <translation>Welcher Teil der Bilder</translation>
    </message>
    <message>
        <source>by class</source>
        <translation>nach Klasse</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Show the teacher&apos;s answer below each image</source>
        <translation>Unter jedem Bild die Antwort des Lehrers zeigen</translation>
    </message>
    <message>
        <source>teacher&apos;s view</source>
        <translation>Sicht des Lehrers</translation>
    </message>
    <message>
        <source>Cut or stretched to the teacher&apos;s square: what lies outside cannot be learned</source>
        <translation>Auf das Quadrat des Lehrers geschnitten oder gestreckt: was außerhalb liegt, kann nicht gelernt werden</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Images like this</source>
        <translation>Ähnliche Bilder</translation>
    </message>
    <message>
        <source>Label…</source>
        <translation>Beschriften…</translation>
    </message>
    <message>
        <source>Say what these images show. What you choose is no random sample: nothing is estimated from it</source>
        <translation>Sagen, was diese Bilder zeigen. Eine eigene Auswahl ist keine Zufallsstichprobe: aus ihr wird nichts geschätzt</translation>
    </message>
    <message>
        <source>Sort the images by how alike they are to this one, to the teacher</source>
        <translation>Bilder danach ordnen, wie ähnlich sie diesem für den Lehrer sind</translation>
    </message>
    <message>
        <source>Once the teacher has seen the images, they can be searched.</source>
        <translation>Sobald der Lehrer die Bilder gesehen hat, lassen sie sich durchsuchen.</translation>
    </message>
    <message>
        <source>all parts</source>
        <translation>alle Teile</translation>
    </message>
    <message>
        <source>trained on (%1)</source>
        <translation>im Training (%1)</translation>
    </message>
    <message>
        <source>held out (%1)</source>
        <translation>zurückgehalten (%1)</translation>
    </message>
    <message>
        <source>excluded (%1)</source>
        <translation>ausgeschlossen (%1)</translation>
    </message>
    <message>
        <source>excluded from training</source>
        <translation>vom Training ausgeschlossen</translation>
    </message>
    <message>
        <source>The teacher never saw a caption with: %1.</source>
        <translation>Der Lehrer hat nie eine Bildunterschrift gesehen mit: %1.</translation>
    </message>
    <message>
        <source>the %1 nearest</source>
        <translation>die %1 nächsten</translation>
    </message>
    <message>
        <source>like %1</source>
        <translation>wie %1</translation>
    </message>
    <message>
        <source>%1 images selected</source>
        <translation>%1 Bilder ausgewählt</translation>
    </message>
    <message>
        <source>Exclude from training</source>
        <translation>Vom Training ausschließen</translation>
    </message>
    <message>
        <source>Take back into training</source>
        <translation>Wieder ins Training nehmen</translation>
    </message>
    <message>
        <source>Test images are never trained on.</source>
        <translation>Mit Testbildern wird nie trainiert.</translation>
    </message>
    <message>
        <source>No run learns from excluded images, and prompts are not weighed on them.</source>
        <translation>Kein Lauf lernt aus ausgeschlossenen Bildern, und Prompts werden nicht an ihnen gewichtet.</translation>
    </message>
    <message>
        <source>held out: the best epoch is chosen by these</source>
        <translation>zurückgehalten: an diesen wird die beste Epoche gewählt</translation>
    </message>
    <message>
        <source>trained on</source>
        <translation>im Training</translation>
    </message>
    <message>
        <source>Exclude images from training</source>
        <translation>Bilder vom Training ausschließen</translation>
    </message>
    <message>
        <source>Take images back into training</source>
        <translation>Bilder wieder ins Training nehmen</translation>
    </message>
    <message numerus="yes">
        <source>%n images are excluded from training. Runs that were made with them keep what they learned, but cannot be resumed.</source>
        <translation>
            <numerusform>%n Bild ist vom Training ausgeschlossen. Läufe, die mit ihm gemacht wurden, behalten, was sie gelernt haben, lassen sich aber nicht fortsetzen.</numerusform>
            <numerusform>%n Bilder sind vom Training ausgeschlossen. Läufe, die mit ihnen gemacht wurden, behalten, was sie gelernt haben, lassen sich aber nicht fortsetzen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images are trained on again.</source>
        <translation>
            <numerusform>Mit %n Bild wird wieder trainiert.</numerusform>
            <numerusform>Mit %n Bildern wird wieder trainiert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::JobRunner</name>
    <message>
        <source>%1 stopped for an unexpected reason: %2</source>
        <translation>%1 wurde aus einem unerwarteten Grund abgebrochen: %2</translation>
    </message>
    <message>
        <source>%1 ran out of memory.</source>
        <translation>%1: Der Speicher reichte nicht.</translation>
    </message>
    <message>
        <source>no description</source>
        <translation>keine Beschreibung</translation>
    </message>
    <message>
        <source>Cancelled: %1</source>
        <translation>Abgebrochen: %1</translation>
    </message>
</context>
<context>
    <name>retort::LivePanel</name>
    <message>
        <source>Show accuracy</source>
        <translation>Genauigkeit zeigen</translation>
    </message>
    <message>
        <source>Show accuracy. Off: weights are chosen without labels in sight, and the project records that.</source>
        <translation>Genauigkeit zeigen. Aus: Gewichte werden ohne Blick auf Beschriftungen gewählt, und das Projekt hält es fest.</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Softmax share of the best answer, mean over the training images</source>
        <translation>Softmax-Anteil der besten Antwort, Mittel über die Trainingsbilder</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>Of the softmax over classes, mean over the training images, in nats; 0 is sure</source>
        <translation>Des Softmax über die Klassen, Mittel über die Trainingsbilder, in Nat; 0 ist sicher</translation>
    </message>
    <message>
        <source>Keep as baseline</source>
        <translation>Als Vergleich behalten</translation>
    </message>
    <message>
        <source>Compare what you do from now on with the weighting as it is</source>
        <translation>Was Sie von jetzt an tun, mit der jetzigen Gewichtung vergleichen</translation>
    </message>
    <message>
        <source>Compare with equal weights again</source>
        <translation>Wieder mit gleichen Gewichten vergleichen</translation>
    </message>
    <message>
        <source>Images a class gets, and how sure they are</source>
        <translation>Bilder je Klasse, und wie sicher sie sind</translation>
    </message>
    <message>
        <source>baseline: %1</source>
        <translation>Vergleich: %1</translation>
    </message>
    <message>
        <source>(%1)</source>
        <comment>difference to the baseline</comment>
        <translation>(%1)</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>verborgen</translation>
    </message>
    <message>
        <source>Report half</source>
        <translation>Berichtshälfte</translation>
    </message>
    <message>
        <source>On the tuning half of the labels, with its 95 % interval; the report half is kept for final figures</source>
        <translation>An der Auswahlhälfte der Beschriftungen, mit 95-%-Intervall; die Berichtshälfte bleibt für Schlusszahlen</translation>
    </message>
    <message>
        <source>McNemar&apos;s exact test on the images that only one of the two answers rightly. It takes the images for independent, and does not know how many weightings were tried before this one.</source>
        <translation>McNemars exakter Test an den Bildern, die nur eine der beiden Antworten trifft. Er hält die Bilder für unabhängig und weiß nicht, wie viele Gewichtungen vorher probiert wurden.</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>Verwechslung</translation>
    </message>
    <message>
        <source>Sureness</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Show accuracy on the half of the labels that is kept for final figures. Each look is counted: who chooses by it makes the final figure too good.</source>
        <translation>Genauigkeit an der Hälfte der Beschriftungen zeigen, die für Schlusszahlen bleibt. Jeder Blick wird gezählt: Wer danach wählt, macht auch die Schlusszahl zu gut.</translation>
    </message>
    <message>
        <source>Needs labels, and accuracy to be shown</source>
        <translation>Braucht Beschriftungen und sichtbare Genauigkeit</translation>
    </message>
    <message>
        <source>report half %1 ±%2, look %3</source>
        <translation>Berichtshälfte %1 ±%2, Blick %3</translation>
    </message>
    <message>
        <source>a sample of %1 images, all in a moment</source>
        <translation>eine Stichprobe von %1 Bildern, gleich alle</translation>
    </message>
    <message>
        <source>balanced accuracy %1</source>
        <translation>ausgewogene Genauigkeit %1</translation>
    </message>
    <message>
        <source>macro-F1 %1</source>
        <translation>Makro-F1 %1</translation>
    </message>
    <message>
        <source>ECE %1</source>
        <comment>expected calibration error</comment>
        <translation>ECE %1</translation>
    </message>
    <message>
        <source>%1 gets %2 images, more than half</source>
        <translation>%1 bekommt %2 Bilder, mehr als die Hälfte</translation>
    </message>
    <message>
        <source>%1 gets no image</source>
        <translation>%1 bekommt kein Bild</translation>
    </message>
    <message>
        <source>%1 swells, %2 → %3 images</source>
        <translation>%1 schwillt an, %2 → %3 Bilder</translation>
    </message>
    <message>
        <source>%1 empties, %2 → %3 images</source>
        <translation>%1 leert sich, %2 → %3 Bilder</translation>
    </message>
    <message>
        <source>Confidence rises, too, when everything falls into one class.</source>
        <translation>Die Sicherheit steigt auch, wenn alles in eine Klasse fällt.</translation>
    </message>
</context>
<context>
    <name>retort::LiveScore</name>
    <message>
        <source>encoding prompts</source>
        <translation>Prompts werden kodiert</translation>
    </message>
    <message>
        <source>scoring prompts</source>
        <translation>Prompts werden bewertet</translation>
    </message>
    <message>
        <source>Encoding a prompt</source>
        <translation>Eingabe wird kodiert</translation>
    </message>
</context>
<context>
    <name>retort::Main</name>
    <message>
        <source>Distils a foundation model into a small classifier, from images without labels.</source>
        <translation>Destilliert ein Basismodell zu einem kleinen Klassifikator, aus Bildern ohne Labels.</translation>
    </message>
    <message>
        <source>A .retort file to open.</source>
        <translation>Eine .retort-Datei zum Öffnen.</translation>
    </message>
    <message>
        <source>Page to begin with: %1.</source>
        <translation>Seite zu Beginn: %1.</translation>
    </message>
    <message>
        <source>light or dark, for this time only.</source>
        <translation>light oder dark, nur für dieses Mal.</translation>
    </message>
    <message>
        <source>Save a picture of the window once everything is loaded, and quit.</source>
        <translation>Ein Bild des Fensters sichern, sobald alles geladen ist, und beenden.</translation>
    </message>
    <message>
        <source>Size of the window.</source>
        <translation>Größe des Fensters.</translation>
    </message>
    <message>
        <source>One project file at a time.</source>
        <translation>Nur eine Projektdatei auf einmal.</translation>
    </message>
    <message>
        <source>There is no page &quot;%1&quot;. Pages: %2.</source>
        <translation>Es gibt keine Seite „%1“. Seiten: %2.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no theme. Themes: light, dark.</source>
        <translation>„%1“ ist kein Farbschema. Farbschemata: light, dark.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no size. Write it as 1280x800.</source>
        <translation>„%1“ ist keine Größe. Schreiben Sie sie als 1280x800.</translation>
    </message>
    <message>
        <source>Loading the engine</source>
        <translation>Laden des Rechenteils</translation>
    </message>
    <message>
        <source>Distil the demo and watch: what `retort-cli demo` does.</source>
        <translation>Die Vorführung destillieren und zusehen: was `retort-cli demo` tut.</translation>
    </message>
    <message>
        <source>--demo makes a project of its own; name no other.</source>
        <translation>--demo macht ein eigenes Projekt; nennen Sie kein anderes.</translation>
    </message>
    <message>
        <source>--quick goes with --demo.</source>
        <translation>--quick gehört zu --demo.</translation>
    </message>
    <message>
        <source>With --demo: fewer images and epochs, a minute or two.</source>
        <translation>Mit --demo: weniger Bilder und Epochen, ein bis zwei Minuten.</translation>
    </message>
    <message>
        <source>--bench-ui goes with --demo and a number of epochs.</source>
        <translation>--bench-ui gehört zu --demo und einer Zahl von Epochen.</translation>
    </message>
</context>
<context>
    <name>retort::MainWindow</name>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Distil</source>
        <translation>Destillieren</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Letzte Projekte</translation>
    </message>
    <message>
        <source>Retort</source>
        <translation>Retort</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Search pages and commands</source>
        <translation>Seiten und Befehle suchen</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>Gehe zu %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>Projekt öffnen…</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>Retort projects (*.retort)</source>
        <translation>Retort-Projekte (*.retort)</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>Projekt schließen</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Colours: as the system</source>
        <translation>Farben: wie das System</translation>
    </message>
    <message>
        <source>Colours: light</source>
        <translation>Farben: hell</translation>
    </message>
    <message>
        <source>Colours: dark</source>
        <translation>Farben: dunkel</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>%1 – Retort</source>
        <translation>%1 – Retort</translation>
    </message>
</context>
<context>
    <name>retort::MatrixView</name>
    <message>
        <source>Correlations between classes</source>
        <translation>Korrelationen zwischen Klassen</translation>
    </message>
    <message>
        <source>%1 above the diagonal, %2 below</source>
        <translation>%1 über der Diagonale, %2 darunter</translation>
    </message>
    <message>
        <source>%1 and %2
%3: %4
%5: %6</source>
        <translation>%1 und %2
%3: %4
%5: %6</translation>
    </message>
    <message>
        <source>correlation of classes: %1 above the diagonal, %2 below</source>
        <translation>Korrelation der Klassen: %1 über der Diagonale, %2 darunter</translation>
    </message>
</context>
<context>
    <name>retort::MoversModel</name>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>an image moved from one class to another</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>move</source>
        <translation>Wechsel</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>became right</source>
        <translation>wurden richtig</translation>
    </message>
    <message>
        <source>became wrong</source>
        <translation>wurden falsch</translation>
    </message>
</context>
<context>
    <name>retort::MoversPanel</name>
    <message>
        <source>Movers</source>
        <translation>Wechsler</translation>
    </message>
    <message>
        <source>Which moves are shown</source>
        <translation>Welche Wechsel gezeigt werden</translation>
    </message>
    <message>
        <source>Images that changed their class</source>
        <translation>Bilder, die ihre Klasse gewechselt haben</translation>
    </message>
    <message>
        <source>Images that your next edit moves are shown here.</source>
        <translation>Hier erscheinen Bilder, die Ihre nächste Änderung verschiebt.</translation>
    </message>
    <message>
        <source>%1 images moved</source>
        <translation>%1 Bilder gewechselt</translation>
    </message>
    <message>
        <source>Back to movers</source>
        <translation>Zurück zu den Wechslern</translation>
    </message>
    <message>
        <source>%1 became right, %2 wrong</source>
        <translation>%1 wurden richtig, %2 falsch</translation>
    </message>
</context>
<context>
    <name>retort::NonePanel</name>
    <message>
        <source>When an answer counts as none of the classes</source>
        <translation>Wann eine Antwort als keine der Klassen zählt</translation>
    </message>
    <message>
        <source>no threshold</source>
        <translation>keine Schwelle</translation>
    </message>
    <message>
        <source>margin below</source>
        <translation>Spanne unter</translation>
    </message>
    <message>
        <source>confidence below</source>
        <translation>Sicherheit unter</translation>
    </message>
    <message>
        <source>Threshold, 0 to 1</source>
        <translation>Schwelle, 0 bis 1</translation>
    </message>
    <message>
        <source>No student learns from images of which the teacher is so doubtful.</source>
        <translation>Kein Schüler lernt aus Bildern, bei denen der Lehrer so zweifelt.</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>Nichts davon</translation>
    </message>
    <message>
        <source>%1 images (%2) are none of the classes</source>
        <translation>%1 Bilder (%2) sind keine der Klassen</translation>
    </message>
    <message>
        <source>%1 of them get a background class</source>
        <translation>%1 davon bekommen eine Hintergrundklasse</translation>
    </message>
    <message>
        <source>accuracy %1 on the %2 that get an answer</source>
        <translation>Genauigkeit %1 bei den %2, die eine Antwort bekommen</translation>
    </message>
    <message>
        <source>%1 of those that show no class are found</source>
        <translation>%1 derer, die keine Klasse zeigen, werden gefunden</translation>
    </message>
    <message>
        <source>not trained on</source>
        <translation>nicht im Training</translation>
    </message>
</context>
<context>
    <name>retort::NotesField</name>
    <message>
        <source>Markdown: **bold**, - lists, # headings</source>
        <translation>Markdown: **fett**, - Listen, # Überschriften</translation>
    </message>
    <message>
        <source>Click to edit</source>
        <translation>Zum Bearbeiten anklicken</translation>
    </message>
</context>
<context>
    <name>retort::Notifier</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>retort::NumbersPanel</name>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>node KL</source>
        <translation>Knoten-KL</translation>
    </message>
    <message>
        <source>How alike both sides are, by class</source>
        <translation>Wie gleich beide Seiten sind, nach Klassen</translation>
    </message>
    <message>
        <source>Node KL over the epochs</source>
        <translation>Knoten-KL über die Epochen</translation>
    </message>
    <message>
        <source>Relations that the student has most wrong</source>
        <translation>Beziehungen, die der Schüler am falschesten hat</translation>
    </message>
    <message>
        <source>Click one to select its images</source>
        <translation>Ein Klick wählt die Bilder dazu</translation>
    </message>
    <message>
        <source>Most confused</source>
        <translation>Am meisten verwechselt</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>Nach Klassen</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <comment>shares</comment>
        <translation>%1 gegen %2</translation>
    </message>
    <message>
        <source>%1 confuses %2 with %3 %4 times as much as %5 (%6)</source>
        <translation>%1 verwechselt %2 mit %3 %4-mal so oft wie %5 (%6)</translation>
    </message>
    <message>
        <source>%1 confuses %2 with %3, %4 hardly does (%5)</source>
        <translation>%1 verwechselt %2 mit %3, %4 kaum (%5)</translation>
    </message>
    <message>
        <source>This run was stored by an older version, without the shares that this needs.</source>
        <translation>Dieser Lauf wurde von einer älteren Fassung gespeichert, ohne die Anteile, die es dafür braucht.</translation>
    </message>
    <message>
        <source>Nothing: no class is seen more in another one&apos;s images than by the other side.</source>
        <translation>Nichts: Keine Klasse wird in Bildern einer anderen mehr gesehen als auf der anderen Seite.</translation>
    </message>
    <message>
        <source>Student and teacher on %1 probe images: agreement %2, node KL %3, edge correlation %4 by row and %5 by column</source>
        <translation>Schüler und Lehrer an %1 Probebildern: Übereinstimmung %2, Knoten-KL %3, Kantenkorrelation %4 nach Zeilen und %5 nach Spalten</translation>
    </message>
    <message>
        <source>all classes</source>
        <translation>alle Klassen</translation>
    </message>
</context>
<context>
    <name>retort::ProjectPage</name>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>Choose another teacher</source>
        <translation>Anderen Lehrer wählen</translation>
    </message>
    <message>
        <source>New or other project</source>
        <translation>Neues oder anderes Projekt</translation>
    </message>
    <message>
        <source>Distil a student</source>
        <translation>Schüler destillieren</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Wird geöffnet</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Ready. The teacher has seen %1 images; %2 of them in an earlier session.</source>
        <translation>Bereit. Der Lehrer hat %1 Bilder gesehen, %2 davon früher schon.</translation>
    </message>
    <message>
        <source>Opening images and teacher…</source>
        <translation>Bilder und Lehrer werden geöffnet…</translation>
    </message>
</context>
<context>
    <name>retort::ProjectSummary</name>
    <message>
        <source>Images to learn from</source>
        <translation>Bilder zum Lernen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>See the images</source>
        <translation>Bilder ansehen</translation>
    </message>
    <message>
        <source>Add images</source>
        <translation>Bilder hinzufügen</translation>
    </message>
    <message>
        <source>The share from %1 to %2 of it, by content.</source>
        <translation>Der Anteil von %1 bis %2, nach Inhalt.</translation>
    </message>
    <message>
        <source>%1 to learn from, %2 held out to choose the best epoch.</source>
        <translation>%1 zum Lernen, %2 zurückgehalten für die Wahl der besten Epoche.</translation>
    </message>
    <message>
        <source>%1 held out to choose the best epoch.</source>
        <translation>%1 zurückgehalten für die Wahl der besten Epoche.</translation>
    </message>
    <message>
        <source>Labels were found. They are for measuring only and never reach training.</source>
        <translation>Es gibt Labels. Sie dienen nur zum Messen und erreichen das Training nie.</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) could not be read.</source>
        <translation>
            <numerusform>%n Bild war nicht lesbar.</numerusform>
            <numerusform>%n Bilder waren nicht lesbar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) are there more than once.</source>
        <translation>
            <numerusform>%n Bild ist mehrfach vorhanden.</numerusform>
            <numerusform>%n Bilder sind mehrfach vorhanden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>Without them a student is compared with its teacher on held-out images.</source>
        <translation>Ohne sie wird ein Schüler an zurückgehaltenen Bildern mit seinem Lehrer verglichen.</translation>
    </message>
    <message>
        <source>Add test images</source>
        <translation>Testbilder hinzufügen</translation>
    </message>
    <message>
        <source>With labels, for measuring only.</source>
        <translation>Mit Labels, nur zum Messen.</translation>
    </message>
    <message>
        <source>Without labels: they show agreement with the teacher, no accuracy.</source>
        <translation>Ohne Labels: sie zeigen Übereinstimmung mit dem Lehrer, keine Genauigkeit.</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>Anderen wählen</translation>
    </message>
    <message>
        <source>Demo teacher</source>
        <translation>Demo-Lehrer</translation>
    </message>
    <message>
        <source>CLIP</source>
        <translation>CLIP</translation>
    </message>
    <message>
        <source>A stand-in: it is small and learned from labels, on other pictures than the student gets. It shows how Retort works, not what a foundation model can do.</source>
        <translation>Ein Ersatz: er ist klein und hat aus Labels gelernt, an anderen Bildern, als der Schüler bekommt. Er zeigt, wie Retort arbeitet, nicht, was ein Basismodell kann.</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Edit the names</source>
        <translation>Namen ändern</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Weigh the prompts</source>
        <translation>Prompts gewichten</translation>
    </message>
    <message>
        <source>Weights by the rule %1.</source>
        <translation>Gewichte nach der Regel %1.</translation>
    </message>
    <message>
        <source>Heaviest: “%1” with %2.</source>
        <translation>Am schwersten: „%1“ mit %2.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>See the runs</source>
        <translation>Läufe ansehen</translation>
    </message>
    <message>
        <source>No student has been trained yet.</source>
        <translation>Noch kein Schüler wurde trainiert.</translation>
    </message>
    <message>
        <source>Distil a student</source>
        <translation>Schüler destillieren</translation>
    </message>
    <message>
        <source>Newest: run %1, %2, %3.</source>
        <translation>Neuester: Lauf %1, %2, %3.</translation>
    </message>
    <message>
        <source>Agrees with its teacher on %1 of the held-out images.</source>
        <translation>Stimmt bei %1 der zurückgehaltenen Bilder mit dem Lehrer überein.</translation>
    </message>
    <message>
        <source>Recorded answers</source>
        <translation>Aufgezeichnete Antworten</translation>
    </message>
    <message>
        <source>From another program: it knows the listed images, and no templates.</source>
        <translation>Aus einem anderen Programm: kennt die aufgeführten Bilder und keine Vorlagen.</translation>
    </message>
    <message>
        <source>Labels seen in selection: accuracy was on screen while these weights were chosen.</source>
        <translation>Beschriftungen bei der Wahl gesehen: Die Genauigkeit stand auf dem Schirm, als diese Gewichte gewählt wurden.</translation>
    </message>
    <message>
        <source>Student %1, teacher %2 on the report half of the labels.</source>
        <translation>Schüler %1, Lehrer %2 an der Berichtshälfte der Beschriftungen.</translation>
    </message>
</context>
<context>
    <name>retort::PromptsPage</name>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>equal weights</source>
        <translation>gleiche Gewichte</translation>
    </message>
    <message>
        <source>the weighting you kept</source>
        <translation>die behaltene Gewichtung</translation>
    </message>
    <message>
        <source>demo teacher: a stand-in that learned from labels</source>
        <translation>Demo-Lehrer: ein Ersatz, der aus Labels gelernt hat</translation>
    </message>
    <message>
        <source>It takes the place of a foundation model where none is at hand. It knows the words of its own captions and no others.</source>
        <translation>Er steht an der Stelle eines Grundmodells, wo keines zur Hand ist. Er kennt die Wörter seiner eigenen Bildtexte und keine anderen.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Open a project, then its prompts are here.</source>
        <translation>Öffnen Sie ein Projekt, dann sind hier seine Prompts.</translation>
    </message>
    <message>
        <source>Go to Project</source>
        <translation>Zum Projekt</translation>
    </message>
    <message>
        <source>encoding prompts</source>
        <translation>Prompts werden kodiert</translation>
    </message>
    <message>
        <source>Encoding prompts: %1 of %2</source>
        <translation>Prompts werden kodiert: %1 von %2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Name at least two classes, then the teacher&apos;s answers are here.</source>
        <translation>Benennen Sie mindestens zwei Klassen, dann stehen hier die Antworten des Lehrers.</translation>
    </message>
    <message>
        <source>Add a template, then the teacher&apos;s answers are here.</source>
        <translation>Fügen Sie eine Vorlage hinzu, dann stehen hier die Antworten des Lehrers.</translation>
    </message>
    <message>
        <source>The teacher reads the prompts</source>
        <translation>Der Lehrer liest die Prompts</translation>
    </message>
    <message>
        <source>The teacher looks at the images</source>
        <translation>Der Lehrer sieht die Bilder an</translation>
    </message>
    <message>
        <source>Template sets</source>
        <translation>Vorlagensätze</translation>
    </message>
    <message>
        <source>The templates are in %1</source>
        <translation>Die Vorlagen sind in %1</translation>
    </message>
    <message>
        <source>Weightings</source>
        <translation>Gewichtungen</translation>
    </message>
    <message>
        <source>Use weighting %1</source>
        <translation>Gewichtung %1 nehmen</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>recorded answers: templates change nothing</source>
        <translation>aufgezeichnete Antworten: Vorlagen ändern nichts</translation>
    </message>
    <message>
        <source>What another program said of these images. It is about the classes themselves, so there is nothing to weigh; choose a CLIP on the Project page to work with templates.</source>
        <translation>Was ein anderes Programm über diese Bilder sagte. Es betrifft die Klassen selbst, zu gewichten gibt es also nichts; wählen Sie auf der Projektseite ein CLIP, um mit Vorlagen zu arbeiten.</translation>
    </message>
    <message>
        <source>Could not be encoded: %1 %2
Click to try again.</source>
        <translation>Ließ sich nicht kodieren: %1 %2
Klicken, um es noch einmal zu versuchen.</translation>
    </message>
    <message>
        <source>This teacher never saw: %1. Its answers to such words mean nothing.</source>
        <translation>Dieser Lehrer hat nie gesehen: %1. Seine Antworten auf solche Wörter bedeuten nichts.</translation>
    </message>
    <message>
        <source>Choosing templates</source>
        <translation>Vorlagen werden gewählt</translation>
    </message>
    <message>
        <source>Choose templates</source>
        <translation>Vorlagen wählen</translation>
    </message>
    <message>
        <source>Find weights</source>
        <translation>Gewichte finden</translation>
    </message>
    <message>
        <source>labelled %1, answered %2: %3</source>
        <translation>beschriftet %1, beantwortet %2: %3</translation>
    </message>
</context>
<context>
    <name>retort::QueueModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>%1, place %2, %3</source>
        <translation>%1, Platz %2, %3</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Reihe</translation>
    </message>
</context>
<context>
    <name>retort::QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>Be gentle</source>
        <translation>Rücksichtsvoll</translation>
    </message>
    <message>
        <source>Move up in the queue</source>
        <translation>In der Warteschlange nach vorn</translation>
    </message>
    <message>
        <source>Move down in the queue</source>
        <translation>In der Warteschlange nach hinten</translation>
    </message>
    <message>
        <source>Move to the front</source>
        <translation>Ganz nach vorn</translation>
    </message>
    <message>
        <source>Hold back</source>
        <translation>Zurückstellen</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Aus der Warteschlange nehmen</translation>
    </message>
    <message>
        <source>Queue or sweep to show</source>
        <translation>Gezeigte Warteschlange oder Reihe</translation>
    </message>
    <message>
        <source>Runs that start from now on use one thread and leave the machine to other programs.</source>
        <translation>Läufe, die ab jetzt beginnen, nutzen einen Thread und lassen anderen Programmen den Vortritt.</translation>
    </message>
    <message>
        <source>Runs that wait</source>
        <translation>Wartende Läufe</translation>
    </message>
    <message>
        <source>Points of the sweep, best first</source>
        <translation>Punkte der Reihe, der beste zuerst</translation>
    </message>
    <message>
        <source>When long runs end</source>
        <translation>Wenn lange Läufe enden</translation>
    </message>
    <message>
        <source>Tell me when long runs end</source>
        <translation>Melden, wenn lange Läufe enden</translation>
    </message>
    <message>
        <source>Command to run then (optional)</source>
        <translation>Befehl, der dann läuft (freigestellt)</translation>
    </message>
    <message>
        <source>Command to run when all runs have ended</source>
        <translation>Befehl, der läuft, wenn alle Läufe zu Ende sind</translation>
    </message>
    <message>
        <source>For the shell. $RETORT_SUMMARY says what ran, $RETORT_PROJECT which project it is.</source>
        <translation>Für die Shell. $RETORT_SUMMARY sagt, was lief, $RETORT_PROJECT, welches Projekt es ist.</translation>
    </message>
    <message>
        <source>No run waits.</source>
        <translation>Kein Lauf wartet.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) wait.</source>
        <translation>
            <numerusform>%n Lauf wartet.</numerusform>
            <numerusform>%n Läufe warten.</numerusform>
        </translation>
    </message>
    <message>
        <source>The queue is held.</source>
        <translation>Die Warteschlange ist angehalten.</translation>
    </message>
    <message>
        <source>The next one starts by itself.</source>
        <translation>Der nächste beginnt von selbst.</translation>
    </message>
    <message>
        <source>Hold the queue</source>
        <translation>Warteschlange anhalten</translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>Warteschlange starten</translation>
    </message>
    <message>
        <source>No further run starts; the one that trains goes on.</source>
        <translation>Kein weiterer Lauf beginnt; der lernende geht weiter.</translation>
    </message>
    <message>
        <source>Trains the runs that wait, one after the other.</source>
        <translation>Lässt die wartenden Läufe nacheinander lernen.</translation>
    </message>
    <message>
        <source>Let wait again</source>
        <translation>Wieder warten lassen</translation>
    </message>
    <message>
        <source>Sweep %1: %2</source>
        <translation>Reihe %1: %2</translation>
    </message>
</context>
<context>
    <name>retort::RecipeForm</name>
    <message>
        <source>Student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>PRG with all its terms comes first: in Retort&apos;s own study (docs/results.md) no simpler method was shown to be better with ten classes.</source>
        <translation>Zuerst kommt PRG mit allen Termen: In Retorts eigener Studie (docs/results.md) hat sich bei zehn Klassen kein einfacheres Verfahren als besser erwiesen.</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>Verluste</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>Augmentierung</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Seed and machine</source>
        <translation>Startwert und Rechner</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Stapelgröße</translation>
    </message>
    <message>
        <source>Node loss</source>
        <translation>Knotenverlust</translation>
    </message>
    <message>
        <source>Feature loss</source>
        <translation>Merkmalsverlust</translation>
    </message>
    <message>
        <source>Edge loss</source>
        <translation>Kantenverlust</translation>
    </message>
    <message>
        <source>Relation loss</source>
        <translation>Beziehungsverlust</translation>
    </message>
    <message>
        <source>Pseudo-label loss</source>
        <translation>Pseudolabel-Verlust</translation>
    </message>
    <message>
        <source>Edge and relation terms along rows are off with two classes: a correlation of two numbers says nothing.</source>
        <translation>Kanten- und Beziehungsterm entlang der Zeilen sind bei zwei Klassen aus: eine Korrelation zweier Zahlen sagt nichts.</translation>
    </message>
    <message>
        <source>With two classes PRG did worse than pseudo-labels alone where the edge loss had 4 (docs/results.md); with 2 no difference was shown (docs/results-two-class.md).</source>
        <translation>Bei zwei Klassen war PRG schlechter als Pseudolabels allein, wo der Kantenverlust 4 hatte (docs/results.md); mit 2 zeigte sich kein Unterschied (docs/results-two-class.md).</translation>
    </message>
    <message>
        <source>Edge and relation terms along columns are off with so small a batch.</source>
        <translation>Kanten- und Beziehungsterm entlang der Spalten sind bei so kleinem Stapel aus.</translation>
    </message>
    <message>
        <source>Every loss has weight 0: the student would learn nothing.</source>
        <translation>Jeder Verlust hat Gewicht 0: der Schüler würde nichts lernen.</translation>
    </message>
    <message>
        <source>Start weights</source>
        <translation>Startgewichte</translation>
    </message>
    <message>
        <source>Views are crops: say with the random resized crop how small they may be.</source>
        <translation>Ansichten sind Ausschnitte: Sagen Sie mit dem zufälligen Ausschnitt, wie klein sie sein dürfen.</translation>
    </message>
    <message>
        <source>Crop padding and colour jitter are off: the student sees the views as the teacher saw them.</source>
        <translation>Rand und Farbschwankung sind aus: Der Schüler sieht die Ansichten, wie der Lehrer sie sah.</translation>
    </message>
    <message>
        <source>TorchScript (*.pt *.pth *.ts)</source>
        <translation>TorchScript (*.pt *.pth *.ts)</translation>
    </message>
    <message>
        <source>a TorchScript file</source>
        <translation>eine TorchScript-Datei</translation>
    </message>
    <message>
        <source>Weights (*.pth *.pt *.bin *.safetensors)</source>
        <translation>Gewichte (*.pth *.pt *.bin *.safetensors)</translation>
    </message>
    <message>
        <source>random values</source>
        <translation>Zufallswerte</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>Modul</translation>
    </message>
    <message>
        <source>Input size</source>
        <translation>Bildgröße</translation>
    </message>
    <message>
        <source>Student proxies</source>
        <translation>Klassenvertreter des Schülers</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Edge rows</source>
        <translation>Kanten: Zeilen</translation>
    </message>
    <message>
        <source>Edge columns</source>
        <translation>Kanten: Spalten</translation>
    </message>
    <message>
        <source>Pseudo-label margin</source>
        <translation>Pseudolabel-Spanne</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Momentum</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabnahme</translation>
    </message>
    <message>
        <source>Warm-up epochs</source>
        <translation>Aufwärmepochen</translation>
    </message>
    <message>
        <source>Crop padding</source>
        <translation>Rand für Ausschnitte</translation>
    </message>
    <message>
        <source>Flip</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Colour jitter</source>
        <translation>Farbschwankung</translation>
    </message>
    <message>
        <source>Random resized crop</source>
        <translation>Zufälliger Ausschnitt</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Views seed</source>
        <translation>Startwert der Ansichten</translation>
    </message>
    <message>
        <source>Held-out share</source>
        <translation>Zurückgehaltener Anteil</translation>
    </message>
    <message>
        <source>Probe images</source>
        <translation>Probebilder</translation>
    </message>
    <message>
        <source>Probe edges</source>
        <translation>Probekanten</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>Zahlenformat</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Deterministic</source>
        <translation>Deterministisch</translation>
    </message>
    <message>
        <source>Shared normalisation</source>
        <translation>Gemeinsame Normalisierung</translation>
    </message>
    <message>
        <source>Shared losses</source>
        <translation>Gemeinsame Verluste</translation>
    </message>
    <message>
        <source>Growing epochs</source>
        <translation>Wachstumsepochen</translation>
    </message>
</context>
<context>
    <name>retort::RunCurves</name>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>accuracy, %</source>
        <translation>Genauigkeit, %</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>Accuracy by epoch</source>
        <translation>Genauigkeit je Epoche</translation>
    </message>
    <message>
        <source>node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>edge</source>
        <translation>Kanten</translation>
    </message>
    <message>
        <source>pseudo-label</source>
        <translation>Pseudolabel</translation>
    </message>
    <message>
        <source>Loss terms by step</source>
        <translation>Verlustterme je Schritt</translation>
    </message>
    <message>
        <source>agreement with the teacher, %</source>
        <translation>Übereinstimmung mit dem Lehrer, %</translation>
    </message>
    <message>
        <source>Agreement with the teacher by epoch</source>
        <translation>Übereinstimmung mit dem Lehrer je Epoche</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>accuracy, tuning half, %</source>
        <translation>Genauigkeit, Auswahlhälfte, %</translation>
    </message>
    <message>
        <source>accuracy, all labels, %</source>
        <translation>Genauigkeit, alle Beschriftungen, %</translation>
    </message>
    <message>
        <source>teacher with itself</source>
        <translation>Lehrer mit sich selbst</translation>
    </message>
</context>
<context>
    <name>retort::RunDetails</name>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>Started %1 on %2, %3, %4 threads.</source>
        <translation>Begonnen %1 auf %2, %3, %4 Threads.</translation>
    </message>
    <message>
        <source>Best epoch %1, chosen without labels.</source>
        <translation>Beste Epoche %1, ohne Labels gewählt.</translation>
    </message>
    <message>
        <source>Labels seen in selection: accuracy was visible while its prompts were weighted.</source>
        <translation>Beschriftungen bei der Wahl gesehen: Die Genauigkeit war sichtbar, während die Eingaben gewichtet wurden.</translation>
    </message>
    <message>
        <source>Separated by commas; a tag that has one itself stands in &quot;double quotes&quot;.</source>
        <translation>Durch Kommas getrennt; ein Schlagwort, das selbst eines enthält, steht in &quot;Anführungszeichen&quot;.</translation>
    </message>
</context>
<context>
    <name>retort::RunNews</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… und %n weiterer</numerusform>
            <numerusform>… und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>All runs have ended</source>
        <translation>Alle Läufe sind zu Ende</translation>
    </message>
    <message>
        <source>%1 has ended</source>
        <translation>%1 ist zu Ende</translation>
    </message>
    <message>
        <source>It trained for %1.</source>
        <translation>Er hat %1 gelernt.</translation>
    </message>
    <message>
        <source>Running the command for when runs end</source>
        <translation>Befehl für das Ende der Läufe wird ausgeführt</translation>
    </message>
    <message>
        <source>While you were away:</source>
        <translation>Während Sie weg waren:</translation>
    </message>
    <message>
        <source>Show the best</source>
        <translation>Den besten zeigen</translation>
    </message>
    <message>
        <source>Show the runs</source>
        <translation>Läufe zeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) finished.</source>
        <translation>
            <numerusform>%n Lauf ist fertig.</numerusform>
            <numerusform>%n Läufe sind fertig.</numerusform>
        </translation>
    </message>
    <message>
        <source>Best: %1, %2 agreement with the teacher.</source>
        <translation>Am besten: %1, %2 Übereinstimmung mit dem Lehrer.</translation>
    </message>
    <message>
        <source>The best before: %1, %2.</source>
        <translation>Der beste davor: %1, %2.</translation>
    </message>
    <message>
        <source>They learned from different teachers, so their agreement does not rank them.</source>
        <translation>Sie haben von verschiedenen Lehrern gelernt, ihre Übereinstimmung ordnet sie deshalb nicht.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) stopped early by a sweep.</source>
        <translation>
            <numerusform>%n Lauf wurde von seiner Reihe früh beendet.</numerusform>
            <numerusform>%n Läufe wurden von ihrer Reihe früh beendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 ist gescheitert: %2</translation>
    </message>
    <message>
        <source>%1 is held back: %2</source>
        <translation>%1 wird zurückgestellt: %2</translation>
    </message>
    <message>
        <source>%1 was interrupted after epoch %2 and can go on.</source>
        <translation>%1 wurde nach Epoche %2 unterbrochen und kann weitergehen.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) wait.</source>
        <translation>
            <numerusform>%n Lauf wartet.</numerusform>
            <numerusform>%n Läufe warten.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::RunPanel</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Cancel run</source>
        <translation>Lauf abbrechen</translation>
    </message>
    <message>
        <source>Held-out images: teacher and student</source>
        <translation>Zurückgehaltene Bilder: Lehrer und Schüler</translation>
    </message>
    <message>
        <source>No student has been trained yet. Press Distil, and watch it learn here.</source>
        <translation>Noch kein Schüler wurde trainiert. Drücken Sie Destillieren, und sehen Sie ihm hier beim Lernen zu.</translation>
    </message>
    <message>
        <source>%1, epoch %2 of %3</source>
        <translation>%1, Epoche %2 von %3</translation>
    </message>
    <message>
        <source>student %1</source>
        <translation>Schüler %1</translation>
    </message>
    <message>
        <source>agreement %1</source>
        <translation>Übereinstimmung %1</translation>
    </message>
    <message>
        <source>%1 images/s</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>The images cannot be shown: %1</source>
        <translation>Die Bilder können nicht gezeigt werden: %1</translation>
    </message>
    <message>
        <source>The first answers come with the first epoch.</source>
        <translation>Die ersten Antworten kommen mit der ersten Epoche.</translation>
    </message>
    <message>
        <source>teacher %1 (report half)</source>
        <translation>Lehrer %1 (Berichtshälfte)</translation>
    </message>
    <message>
        <source>student %1 (tuning half)</source>
        <translation>Schüler %1 (Auswahlhälfte)</translation>
    </message>
</context>
<context>
    <name>retort::RunTable</name>
    <message>
        <source>Filter: accuracy &gt; 80 and tag = x</source>
        <translation>Filter: accuracy &gt; 80 and tag = x</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Words are looked for everywhere. Comparisons: name, state, student, tag, notes, epochs, seed, agreement, accuracy, teacher, gap, time, star, recipe.lr and so on, with = != &lt; &lt;= &gt; &gt;= ~ (contains) !~, joined by and, or, not and brackets. For example:
accuracy &gt; 80 and recipe.lr &lt; 0.1
(failed or cancelled) and time &gt; 10 min
tag = &quot;two words&quot; and not star</source>
        <translation>Wörter werden überall gesucht. Vergleiche: name, state, student, tag, notes, epochs, seed, agreement, accuracy, teacher, gap, time, star, recipe.lr und so fort, mit = != &lt; &lt;= &gt; &gt;= ~ (enthält) !~, verbunden durch and, or, not und Klammern. Zum Beispiel:
accuracy &gt; 80 and recipe.lr &lt; 0.1
(failed or cancelled) and time &gt; 10 min
tag = &quot;zwei Wörter&quot; and not star</translation>
    </message>
    <message>
        <source>Group by recipe</source>
        <translation>Nach Rezept bündeln</translation>
    </message>
    <message>
        <source>Runs that differ in their seed alone are one row, with mean and standard deviation of their accuracies.</source>
        <translation>Läufe, die sich nur im Startwert unterscheiden, sind eine Zeile, mit Mittel und Standardabweichung ihrer Genauigkeiten.</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>marked</source>
        <translation>markiert</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>Nur %1</translation>
    </message>
    <message>
        <source>At character %1: %2.</source>
        <translation>Bei Zeichen %1: %2.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>runs that are shown</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Show or hide each run of the recipe</source>
        <translation>Jeden Lauf des Rezepts zeigen oder verbergen</translation>
    </message>
</context>
<context>
    <name>retort::RunText</name>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>training</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>training images</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>held-out images</source>
        <translation>zurückgehaltene Bilder</translation>
    </message>
    <message>
        <source>audited test images</source>
        <translation>geprüfte Testbilder</translation>
    </message>
    <message>
        <source>audited training images</source>
        <translation>geprüfte Trainingsbilder</translation>
    </message>
    <message>
        <source>Accuracy %1, teacher %2, on all labels of the %3, before labels had halves.</source>
        <translation>Genauigkeit %1, Lehrer %2, an allen Beschriftungen (%3), bevor Beschriftungen Hälften hatten.</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <comment>percent and its interval</comment>
        <translation>%1 (%2 bis %3)</translation>
    </message>
    <message numerus="yes">
        <source>Accuracy %1, teacher %2, on the report half of the labels of the %3: %4 images, %n look(s) before.</source>
        <translation>
            <numerusform>Genauigkeit %1, Lehrer %2, an der Berichtshälfte der Beschriftungen (%3): %4 Bilder, %n Blick vorher.</numerusform>
            <numerusform>Genauigkeit %1, Lehrer %2, an der Berichtshälfte der Beschriftungen (%3): %4 Bilder, %n Blicke vorher.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::RunsModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Held-out images on which student and teacher say the same, best epoch. Ranked only among runs with the same prompts and classes.</source>
        <translation>Zurückgehaltene Bilder, bei denen Schüler und Lehrer dasselbe sagen, beste Epoche. Sortiert nur unter Läufen mit denselben Prompts und Klassen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Agreement, %</source>
        <translation>Übereinst., %</translation>
    </message>
    <message>
        <source>Accuracy, %</source>
        <translation>Genauigk., %</translation>
    </message>
    <message>
        <source>Teacher, %</source>
        <translation>Lehrer, %</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Of the student, best epoch, once the run is finished and where there are labels: on the report half of them. No label was trained on.</source>
        <translation>Des Schülers, beste Epoche, sobald der Lauf beendet ist und wo es Beschriftungen gibt: an deren Berichtshälfte. Keine Beschriftung wurde zum Training genommen.</translation>
    </message>
    <message>
        <source>Accuracy of the weighted teacher on the same labels.</source>
        <translation>Genauigkeit des gewichteten Lehrers an denselben Beschriftungen.</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>%1 of %2 finished</source>
        <translation>%1 von %2 fertig</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n seed(s)</source>
        <translation>
            <numerusform>%1, %n Startwert</numerusform>
            <numerusform>%1, %n Startwerte</numerusform>
        </translation>
    </message>
    <message>
        <source>marked</source>
        <translation>markiert</translation>
    </message>
    <message>
        <source>not marked</source>
        <translation>nicht markiert</translation>
    </message>
    <message>
        <source>Mark it, or take the mark away</source>
        <translation>Markieren oder die Markierung wegnehmen</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>Markiert</translation>
    </message>
    <message>
        <source>Return or the arrow shows each of its runs</source>
        <translation>Die Eingabetaste oder der Pfeil zeigt die Läufe einzeln</translation>
    </message>
    <message>
        <source>%1, closed</source>
        <translation>%1, zugeklappt</translation>
    </message>
    <message>
        <source>%1, open</source>
        <translation>%1, aufgeklappt</translation>
    </message>
    <message>
        <source>%1, of the recipe above</source>
        <translation>%1, vom Rezept darüber</translation>
    </message>
</context>
<context>
    <name>retort::RunsPage</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>Lauf löschen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Open or make a project first; its runs are listed here.</source>
        <translation>Öffnen oder erstellen Sie zuerst ein Projekt; hier stehen dann seine Läufe.</translation>
    </message>
    <message>
        <source>Go to Project</source>
        <translation>Zum Projekt</translation>
    </message>
    <message>
        <source>No student has been trained yet.</source>
        <translation>Noch kein Schüler wurde trainiert.</translation>
    </message>
    <message>
        <source>Distil a student</source>
        <translation>Schüler destillieren</translation>
    </message>
    <message>
        <source>%1 was deleted.</source>
        <translation>%1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Safetensors (*.safetensors)</source>
        <translation>Safetensors (*.safetensors)</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Written: %1
SHA-256 %2</source>
        <translation>Geschrieben: %1
SHA-256 %2</translation>
    </message>
    <message>
        <source>Classify images…</source>
        <translation>Bilder einordnen …</translation>
    </message>
    <message>
        <source>Ask the student of the best epoch what images show. Or drop images or folders here.</source>
        <translation>Den Schüler der besten Epoche fragen, was Bilder zeigen. Oder Bilder oder Ordner hier ablegen.</translation>
    </message>
    <message>
        <source>Model as ONNX…</source>
        <translation>Modell als ONNX …</translation>
    </message>
    <message>
        <source>The network of the best epoch, for onnxruntime, OpenCV and others, with an example.</source>
        <translation>Das Netz der besten Epoche, für onnxruntime, OpenCV und andere, mit einem Beispiel.</translation>
    </message>
    <message>
        <source>ONNX (*.onnx)</source>
        <translation>ONNX (*.onnx)</translation>
    </message>
    <message>
        <source>Model as safetensors…</source>
        <translation>Modell als safetensors …</translation>
    </message>
    <message>
        <source>The weights of the best epoch, with torchvision&apos;s names.</source>
        <translation>Die Gewichte der besten Epoche, mit den Namen von torchvision.</translation>
    </message>
    <message>
        <source>Bundle…</source>
        <translation>Bündel …</translation>
    </message>
    <message>
        <source>All that decides the run and what came of it: retort-cli reproduce repeats it.</source>
        <translation>Alles, was den Lauf bestimmt und was daraus wurde: retort-cli reproduce wiederholt ihn.</translation>
    </message>
    <message>
        <source>Bundle (*.zip)</source>
        <translation>Bündel (*.zip)</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>Bericht …</translation>
    </message>
    <message>
        <source>One page to read, with pictures, curves and how it was made.</source>
        <translation>Eine Seite zum Lesen, mit Bildern, Kurven und wie es gemacht wurde.</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Webseite (*.html)</translation>
    </message>
    <message>
        <source>Model card…</source>
        <translation>Modellkarte …</translation>
    </message>
    <message>
        <source>What the student is, how good, and what to beware of.</source>
        <translation>Was der Schüler ist, wie gut, und worauf zu achten ist.</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Curves as CSV…</source>
        <translation>Kurven als CSV …</translation>
    </message>
    <message>
        <source>One line an epoch.</source>
        <translation>Eine Zeile je Epoche.</translation>
    </message>
    <message>
        <source>Exporting run %1</source>
        <translation>Lauf %1 wird ausgegeben</translation>
    </message>
    <message>
        <source>A folder of images</source>
        <translation>Ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>New images, as %1 (%2) sees them</source>
        <translation>Neue Bilder, wie %1 (%2) sie sieht</translation>
    </message>
    <message>
        <source>Classifying images</source>
        <translation>Bilder werden eingeordnet</translation>
    </message>
    <message>
        <source>None of the images could be read: %1</source>
        <translation>Keines der Bilder war lesbar: %1</translation>
    </message>
    <message>
        <source>Save answers</source>
        <translation>Antworten speichern</translation>
    </message>
    <message>
        <source>Saving answers</source>
        <translation>Antworten werden gespeichert</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>Erklären</translation>
    </message>
    <message>
        <source>Rename run</source>
        <translation>Lauf umbenennen</translation>
    </message>
    <message>
        <source>Mark runs</source>
        <translation>Läufe markieren</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Delete runs</source>
        <translation>Läufe löschen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were deleted.</source>
        <translation>
            <numerusform>%n Lauf wurde gelöscht.</numerusform>
            <numerusform>%n Läufe wurden gelöscht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n run(s)</source>
        <translation>
            <numerusform>%n Lauf löschen</numerusform>
            <numerusform>%n Läufe löschen</numerusform>
        </translation>
    </message>
    <message>
        <source>Adding images</source>
        <translation>Bilder werden hinzugenommen</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) added to the training images. Undo takes them back.</source>
        <translation>
            <numerusform>%n Bild zu den Trainingsbildern hinzugenommen. Rückgängig nimmt es zurück.</numerusform>
            <numerusform>%n Bilder zu den Trainingsbildern hinzugenommen. Rückgängig nimmt sie zurück.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were among them before.</source>
        <translation>
            <numerusform>%n war schon darunter.</numerusform>
            <numerusform>%n waren schon darunter.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::SampleFacts</name>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>node KL</source>
        <translation>Knoten-KL</translation>
    </message>
    <message>
        <source>Edges of the selected image in both graphs</source>
        <translation>Kanten des gewählten Bildes in beiden Graphen</translation>
    </message>
    <message>
        <source>How far the student was from the teacher on this image, epoch by epoch</source>
        <translation>Wie weit der Schüler bei diesem Bild vom Lehrer war, Epoche für Epoche</translation>
    </message>
    <message>
        <source>Answers (softmax of the logits)</source>
        <translation>Antworten (Softmax der Logits)</translation>
    </message>
    <message>
        <source>The likeliest classes and their share of the softmax over all classes&apos; logits</source>
        <translation>Die wahrscheinlichsten Klassen und ihr Anteil am Softmax über die Logits aller Klassen</translation>
    </message>
    <message>
        <source>Edges (cosines)</source>
        <translation>Kanten (Kosinus)</translation>
    </message>
    <message>
        <source>Over the epochs</source>
        <translation>Über die Epochen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>a class and its share</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>This run was stored by an older version, without margins and KL divergences.</source>
        <translation>Dieser Lauf wurde von einer älteren Fassung gespeichert, ohne Spannen und KL-Divergenzen.</translation>
    </message>
    <message>
        <source>node KL %1   margin %2   edge correlation %3</source>
        <translation>Knoten-KL %1   Spanne %2   Kantenkorrelation %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a side and its answers</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>label, for measuring only: %1</source>
        <translation>Beschriftung, nur zum Messen: %1</translation>
    </message>
    <message>
        <source>How far the student&apos;s answer is from the teacher&apos;s (KL divergence in nats), how sure the student is (difference of its two highest shares), and how alike both sides&apos; edges are (Pearson)</source>
        <translation>Wie weit die Antwort des Schülers von der des Lehrers ist (KL-Divergenz in Nat), wie sicher der Schüler ist (Unterschied seiner zwei höchsten Anteile) und wie gleich die Kanten beider Seiten sind (Pearson)</translation>
    </message>
    <message>
        <source>sample %1</source>
        <translation>Probe %1</translation>
    </message>
    <message>
        <source>sample %1: %2</source>
        <translation>Probe %1: %2</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>class (epoch)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 (%2–%3)</source>
        <comment>class (from epoch to epoch)</comment>
        <translation>%1 (%2–%3)</translation>
    </message>
    <message>
        <source>the student&apos;s answers: %1</source>
        <translation>die Antworten des Schülers: %1</translation>
    </message>
</context>
<context>
    <name>retort::SampleStrip</name>
    <message>
        <source>Teacher: %1</source>
        <translation>Lehrer: %1</translation>
    </message>
    <message>
        <source>Both say %1.</source>
        <translation>Beide sagen %1.</translation>
    </message>
    <message>
        <source>Teacher: %1. Student: %2.</source>
        <translation>Lehrer: %1. Schüler: %2.</translation>
    </message>
</context>
<context>
    <name>retort::SelectionPanel</name>
    <message>
        <source>Find images like this</source>
        <translation>Bilder wie dieses finden</translation>
    </message>
    <message>
        <source>Show only these</source>
        <translation>Nur diese zeigen</translation>
    </message>
    <message>
        <source>Selected images</source>
        <translation>Ausgewählte Bilder</translation>
    </message>
    <message>
        <source>Select the images whose relations to the classes are most like this one&apos;s, on both sides</source>
        <translation>Die Bilder wählen, deren Beziehungen zu den Klassen auf beiden Seiten denen dieses Bildes am meisten gleichen</translation>
    </message>
    <message>
        <source>Add a filter that shows only the selected images</source>
        <translation>Einen Filter hinzufügen, der nur die ausgewählten Bilder zeigt</translation>
    </message>
    <message>
        <source>Click an image in a graph, or drag round several with Shift held.</source>
        <translation>Klicken Sie ein Bild im Graphen an, oder ziehen Sie mit Umschalt um mehrere herum.</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>%1 images %2</source>
        <comment>how many, and why these</comment>
        <translation>%1 Bilder %2</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>the teacher&apos;s answer, the student&apos;s</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1 and %2 answer alike for %3</source>
        <translation>%1 und %2 antworten bei %3 gleich</translation>
    </message>
    <message>
        <source>; mean node KL %1</source>
        <translation>; mittlere Knoten-KL %1</translation>
    </message>
    <message>
        <source>Open in Data</source>
        <translation>In Daten öffnen</translation>
    </message>
    <message>
        <source>Label…</source>
        <translation>Beschriften…</translation>
    </message>
    <message>
        <source>Exclude from training</source>
        <translation>Vom Training ausschließen</translation>
    </message>
    <message>
        <source>Show these images on the Data page, where they can be searched and sorted</source>
        <translation>Diese Bilder auf der Seite Daten zeigen, wo sie sich durchsuchen und ordnen lassen</translation>
    </message>
    <message>
        <source>Say what these images show. What you choose is no random sample: nothing is estimated from it</source>
        <translation>Sagen, was diese Bilder zeigen. Eine eigene Auswahl ist keine Zufallsstichprobe: aus ihr wird nichts geschätzt</translation>
    </message>
    <message>
        <source>No later run learns from them. This run keeps what it learned.</source>
        <translation>Kein späterer Lauf lernt aus ihnen. Dieser Lauf behält, was er gelernt hat.</translation>
    </message>
</context>
<context>
    <name>retort::SourceField</name>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>Eine Datei …</translation>
    </message>
</context>
<context>
    <name>retort::StartPage</name>
    <message>
        <source>From images without labels to a small classifier</source>
        <translation>Aus Bildern ohne Labels ein kleiner Klassifikator</translation>
    </message>
    <message>
        <source>Give Retort a folder of images and the names of your classes. A large teacher that knows images and words says what it sees; a small student learns it.</source>
        <translation>Geben Sie Retort einen Ordner mit Bildern und die Namen Ihrer Klassen. Ein großer Lehrer, der Bilder und Wörter kennt, sagt, was er sieht; ein kleiner Schüler lernt es.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>Open demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>Choose images, class names and a teacher.</source>
        <translation>Bilder, Klassennamen und einen Lehrer wählen.</translation>
    </message>
    <message>
        <source>A .retort file holds the whole project.</source>
        <translation>Eine .retort-Datei enthält das ganze Projekt.</translation>
    </message>
    <message>
        <source>30,000 pictures of clothes and a built-in teacher. Needs nothing.</source>
        <translation>30.000 Bilder von Kleidung und ein eingebauter Lehrer. Braucht nichts.</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>Retort projects (*.retort)</source>
        <translation>Retort-Projekte (*.retort)</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Letzte Projekte</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Images to learn from</source>
        <translation>Bilder zum Lernen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Test images</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>freiwillig</translation>
    </message>
    <message>
        <source>With labels, they show how good the student is. Nothing learns from them.</source>
        <translation>Mit Labels zeigen sie, wie gut der Schüler ist. Nichts lernt daraus.</translation>
    </message>
    <message>
        <source>Class names</source>
        <translation>Klassennamen</translation>
    </message>
    <message>
        <source>A text file with a class a line. Otherwise sub-folders give the names; you can edit them later.</source>
        <translation>Eine Textdatei mit einer Klasse je Zeile. Sonst geben Unterordner die Namen; Sie können sie später ändern.</translation>
    </message>
    <message>
        <source>Demo teacher (a stand-in)</source>
        <translation>Demo-Lehrer (ein Ersatz)</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>Choose where to save</source>
        <translation>Speicherort wählen</translation>
    </message>
    <message>
        <source>Save the project as</source>
        <translation>Projekt sichern als</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Sichern als</translation>
    </message>
    <message>
        <source>One file holds everything but the images.</source>
        <translation>Eine Datei enthält alles außer den Bildern.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Create project</source>
        <translation>Projekt erstellen</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>None yet. The demo is a good first one.</source>
        <translation>Noch keine. Die Demo ist ein guter Anfang.</translation>
    </message>
    <message>
        <source>Looking for recent projects</source>
        <translation>Letzte Projekte werden gesucht</translation>
    </message>
    <message>
        <source>%1 (no longer there; Delete takes it off the list)</source>
        <translation>%1 (nicht mehr da; Entf nimmt es aus der Liste)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>From a folder or file</source>
        <translation>Aus Ordner oder Datei</translation>
    </message>
    <message>
        <source>The stand-in is small and learned from labels, for clothes only. For your own images take a CLIP, one that you have or one to be fetched, or what another program said of them: embeddings or logits (.npy, .safetensors).</source>
        <translation>Der Ersatz ist klein und lernte aus Beschriftungen, nur für Kleidung. Nehmen Sie für eigene Bilder ein CLIP, ein vorhandenes oder eines, das geholt wird, oder was ein anderes Programm über sie sagte: Einbettungen oder Logits (.npy, .safetensors).</translation>
    </message>
    <message>
        <source>Choose or fetch a teacher</source>
        <translation>Lehrer wählen oder holen</translation>
    </message>
    <message>
        <source>Folder or file of the teacher</source>
        <translation>Ordner oder Datei des Lehrers</translation>
    </message>
    <message>
        <source>CLIP folder or file, or recorded answers</source>
        <translation>CLIP-Ordner oder -Datei, oder aufgezeichnete Antworten</translation>
    </message>
    <message>
        <source>A folder of images, with or without a sub-folder a class; an archive or a list of them; CIFAR or IDX.</source>
        <translation>Ein Ordner mit Bildern, mit oder ohne Unterordner je Klasse; ein Archiv oder eine Liste davon; CIFAR oder IDX.</translation>
    </message>
</context>
<context>
    <name>retort::StatusStrip</name>
    <message>
        <source>%1 %2/s</source>
        <translation>%1 %2/s</translation>
    </message>
    <message>
        <source>Cancel what runs</source>
        <translation>Laufendes abbrechen</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>+%1 queued</source>
        <translation>+%1 wartet</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) waiting</source>
        <translation>
            <numerusform>%n Aufgabe wartet</numerusform>
            <numerusform>%n Aufgaben warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Take out: %1</source>
        <translation>Herausnehmen: %1</translation>
    </message>
    <message>
        <source>Show the runs that wait</source>
        <translation>Wartende Läufe zeigen</translation>
    </message>
</context>
<context>
    <name>retort::SuggestionModel</name>
    <message>
        <source>lowers %1: %2 more without it</source>
        <translation>senkt %1: %2 mehr ohne sie</translation>
    </message>
    <message>
        <source>says the same as “%1”</source>
        <translation>sagt dasselbe wie „%1“</translation>
    </message>
    <message>
        <source>%1 of the images would move</source>
        <translation>%1 der Bilder würden wechseln</translation>
    </message>
    <message>
        <source>mute “%1”</source>
        <translation>„%1“ stumm schalten</translation>
    </message>
    <message>
        <source>call %1 “%2”, too</source>
        <translation>%1 auch „%2“ nennen</translation>
    </message>
    <message>
        <source>raises %1 by %2; %3 of the images would move</source>
        <translation>hebt %1 um %2; %3 der Bilder würden wechseln</translation>
    </message>
    <message>
        <source>add an alias to %1 or %2</source>
        <translation>%1 oder %2 einen Alias geben</translation>
    </message>
    <message>
        <source>hard to tell apart: cosine %1, %2 images between them</source>
        <translation>schwer zu unterscheiden: Kosinus %1, %2 Bilder dazwischen</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>Versuchen</translation>
    </message>
    <message>
        <source>suggestion</source>
        <translation>Vorschlag</translation>
    </message>
    <message>
        <source>why</source>
        <translation>warum</translation>
    </message>
</context>
<context>
    <name>retort::SuggestionPanel</name>
    <message>
        <source>Look for suggestions</source>
        <translation>Nach Vorschlägen suchen</translation>
    </message>
    <message>
        <source>What templates and aliases are judged by</source>
        <translation>Wonach Vorlagen und Aliasse beurteilt werden</translation>
    </message>
    <message>
        <source>by mean margin</source>
        <translation>nach mittlerer Spanne</translation>
    </message>
    <message>
        <source>by ZPE score</source>
        <translation>nach ZPE-Wert</translation>
    </message>
    <message>
        <source>Try aliases of a file…</source>
        <translation>Aliasse einer Datei versuchen …</translation>
    </message>
    <message>
        <source>A class a line: name, alias, alias. Each alias is tried alone.</source>
        <translation>Eine Klasse je Zeile: Name, Alias, Alias. Jeder Alias wird für sich versucht.</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Without labels: templates that lower the criterion or say the same as another one, and classes that are hard to tell apart.</source>
        <translation>Ohne Beschriftungen: Vorlagen, die den Wert senken oder dasselbe wie eine andere sagen, und Klassen, die schwer zu unterscheiden sind.</translation>
    </message>
    <message>
        <source>Aliases to try, a class a line</source>
        <translation>Zu versuchende Aliasse, eine Klasse je Zeile</translation>
    </message>
    <message>
        <source>Text files (*.txt);;All files (*)</source>
        <translation>Textdateien (*.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>reading aliases</source>
        <translation>Aliasse werden gelesen</translation>
    </message>
    <message>
        <source>Trying what happens without each template</source>
        <translation>Versucht, was ohne jede Vorlage geschieht</translation>
    </message>
    <message>
        <source>looking for suggestions</source>
        <translation>sucht nach Vorschlägen</translation>
    </message>
    <message>
        <source>Nothing to suggest: no template lowers the criterion or says the same as another, and no two classes are alike.</source>
        <translation>Nichts vorzuschlagen: Keine Vorlage senkt den Wert oder sagt dasselbe wie eine andere, und keine zwei Klassen gleichen sich.</translation>
    </message>
    <message>
        <source>You went on editing. Look again when the weights are as you want them.</source>
        <translation>Sie haben weiter bearbeitet. Suchen Sie noch einmal, wenn die Gewichte sind, wie Sie sie wollen.</translation>
    </message>
</context>
<context>
    <name>retort::SurenessChart</name>
    <message>
        <source>Margins of the images, and calibration</source>
        <translation>Spannen der Bilder und Kalibrierung</translation>
    </message>
    <message>
        <source>Images by margin</source>
        <translation>Bilder nach Spanne</translation>
    </message>
    <message>
        <source>margin</source>
        <translation>Spanne</translation>
    </message>
    <message>
        <source>Calibration, error %1</source>
        <translation>Kalibrierung, Fehler %1</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Margins; red: another class</source>
        <translation>Spannen; rot: andere Klasse</translation>
    </message>
</context>
<context>
    <name>retort::SweepForm</name>
    <message>
        <source>Stop early what is clearly behind</source>
        <translation>Früh beenden, was deutlich zurückliegt</translation>
    </message>
    <message>
        <source>Sweep: what varies</source>
        <translation>Reihe: was variiert</translation>
    </message>
    <message>
        <source>Vary another key</source>
        <translation>Weiteren Schlüssel variieren</translation>
    </message>
    <message>
        <source>all points</source>
        <translation>alle Punkte</translation>
    </message>
    <message>
        <source> at random</source>
        <translation> zufällig</translation>
    </message>
    <message>
        <source>Points drawn at random</source>
        <translation>Zufällig gezogene Punkte</translation>
    </message>
    <message>
        <source>How many points are drawn at random; all combinations otherwise.</source>
        <translation>Wie viele Punkte zufällig gezogen werden; sonst alle Kombinationen.</translation>
    </message>
    <message>
        <source>no time limit</source>
        <translation>ohne Zeitgrenze</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>Training time of the whole sweep</source>
        <translation>Lernzeit der ganzen Reihe</translation>
    </message>
    <message>
        <source>The sweep ends when all of its runs together have trained for so long.</source>
        <translation>Die Reihe endet, wenn alle ihre Läufe zusammen so lange gelernt haben.</translation>
    </message>
    <message>
        <source>After half of the epochs, a quarter and so on, the points that agree with the teacher clearly less than the better half are stopped. Needs no labels.</source>
        <translation>Nach der Hälfte der Epochen, einem Viertel und so fort werden die Punkte beendet, die mit dem Lehrer deutlich weniger übereinstimmen als die bessere Hälfte. Braucht keine Beschriftungen.</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Weighting that all runs are compared with</source>
        <translation>Gewichtung, mit der alle Läufe verglichen werden</translation>
    </message>
    <message>
        <source>Runs with different weightings have different teachers. Their students are compared with the answers of this one.</source>
        <translation>Läufe mit verschiedenen Gewichtungen haben verschiedene Lehrer. Ihre Schüler werden mit den Antworten von diesem verglichen.</translation>
    </message>
    <message>
        <source>Key that varies</source>
        <translation>Schlüssel, der variiert</translation>
    </message>
    <message>
        <source>Its values</source>
        <translation>Seine Werte</translation>
    </message>
    <message>
        <source>1, 2, 4 or 1..4</source>
        <translation>1, 2, 4 oder 1..4</translation>
    </message>
    <message>
        <source>Values with commas between them. A range to draw from: 0.01..0.3, or log:0.01..0.3 for even steps of the logarithm.</source>
        <translation>Werte mit Kommas dazwischen. Ein Bereich, aus dem gezogen wird: 0.01..0.3, oder log:0.01..0.3 für gleichmäßige Schritte des Logarithmus.</translation>
    </message>
    <message>
        <source>Do not vary this key</source>
        <translation>Diesen Schlüssel nicht variieren</translation>
    </message>
    <message>
        <source>Weightings of the prompts, by name: %1</source>
        <translation>Gewichtungen der Prompts, nach Namen: %1</translation>
    </message>
    <message>
        <source>labels only</source>
        <translation>nur Beschriftungen</translation>
    </message>
    <message>
        <source>%1 has no values yet.</source>
        <translation>%1 hat noch keine Werte.</translation>
    </message>
</context>
<context>
    <name>retort::SweepModel</name>
    <message>
        <source>Accuracy, %</source>
        <translation>Genauigk., %</translation>
    </message>
    <message>
        <source>Agreement, %</source>
        <translation>Übereinst., %</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>stopped early</source>
        <translation>früh beendet</translation>
    </message>
    <message>
        <source>%1 of %2 finished</source>
        <translation>%1 von %2 fertig</translation>
    </message>
    <message>
        <source>Agreement with the teacher on held-out images, mean of the seeds</source>
        <translation>Übereinstimmung mit dem Lehrer auf zurückgehaltenen Bildern, Mittel der Startwerte</translation>
    </message>
    <message>
        <source>Agreement with the teacher under the reference weighting, mean of the seeds</source>
        <translation>Übereinstimmung mit dem Lehrer unter der Vergleichsgewichtung, Mittel der Startwerte</translation>
    </message>
    <message>
        <source>Accuracy on labelled images, mean of the seeds</source>
        <translation>Genauigkeit auf beschrifteten Bildern, Mittel der Startwerte</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>Punkt</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>Streuung</translation>
    </message>
</context>
<context>
    <name>retort::TeacherDialog</name>
    <message>
        <source>Choose a teacher</source>
        <translation>Lehrer wählen</translation>
    </message>
    <message>
        <source>A CLIP knows images and words. What it answers to your images is all that the student learns from.</source>
        <translation>Ein CLIP kennt Bilder und Wörter. Was es zu Ihren Bildern antwortet, ist alles, woraus der Schüler lernt.</translation>
    </message>
    <message>
        <source>Or fetch one</source>
        <translation>Oder einen holen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Use this teacher</source>
        <translation>Diesen Lehrer nehmen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>, %1/s</source>
        <translation>, %1/s</translation>
    </message>
    <message>
        <source>, %1 left</source>
        <translation>, noch %1</translation>
    </message>
    <message>
        <source>Folder or file of the teacher</source>
        <translation>Ordner oder Datei des Lehrers</translation>
    </message>
    <message>
        <source>folder or file: Hugging Face, OpenCLIP, OpenAI&apos;s .pt</source>
        <translation>Ordner oder Datei: Hugging Face, OpenCLIP, OpenAIs .pt</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Folder of a CLIP</source>
        <translation>Ordner eines CLIP</translation>
    </message>
    <message>
        <source>A CLIP in one file, or recorded answers</source>
        <translation>Ein CLIP in einer Datei, oder aufgezeichnete Antworten</translation>
    </message>
    <message>
        <source>Teachers (*.safetensors *.npy *.pt *.pth *.bin)</source>
        <translation>Lehrer (*.safetensors *.npy *.pt *.pth *.bin)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Teachers to fetch</source>
        <translation>Zu holende Lehrer</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>Opening the teacher</source>
        <translation>Der Lehrer wird geöffnet</translation>
    </message>
    <message>
        <source>%1, %2, %3
%4; %5 parameters, images of %6 px</source>
        <translation>%1, %2, %3
%4; %5 Parameter, Bilder mit %6 px</translation>
    </message>
    <message>
        <source>A stand-in: it learned from labels and says nothing about zero-shot learning.</source>
        <translation>Ein Ersatz: Er lernte aus Beschriftungen und sagt nichts über Lernen ohne Beispiele.</translation>
    </message>
    <message>
        <source>Licence %1, see &lt;a href=&quot;%2&quot;&gt;%2&lt;/a&gt;.</source>
        <translation>Lizenz %1, siehe &lt;a href=&quot;%2&quot;&gt;%2&lt;/a&gt;.</translation>
    </message>
    <message>
        <source>Its SHA-256 is not known: what comes is only as good as its address.</source>
        <translation>Seine SHA-256 ist nicht bekannt: Was kommt, ist nur so gut wie seine Adresse.</translation>
    </message>
    <message>
        <source>Take this one</source>
        <translation>Diesen nehmen</translation>
    </message>
    <message>
        <source>Go on fetching</source>
        <translation>Weiter holen</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Fetching a teacher</source>
        <translation>Ein Lehrer wird geholt</translation>
    </message>
</context>
<context>
    <name>retort::TemplateDelegate</name>
    <message>
        <source>%1 (encoding …)</source>
        <translation>%1 (wird kodiert …)</translation>
    </message>
    <message>
        <source>Words of the template, with {} where the class name goes</source>
        <translation>Wörter der Vorlage, mit {} an der Stelle des Klassennamens</translation>
    </message>
</context>
<context>
    <name>retort::TemplateModel</name>
    <message>
        <source>Change weight</source>
        <translation>Gewicht ändern</translation>
    </message>
    <message>
        <source>Lock weight</source>
        <translation>Gewicht festhalten</translation>
    </message>
    <message>
        <source>Unlock weight</source>
        <translation>Gewicht lösen</translation>
    </message>
    <message>
        <source>Mute template</source>
        <translation>Vorlage stumm schalten</translation>
    </message>
    <message>
        <source>Unmute template</source>
        <translation>Vorlage wieder hören</translation>
    </message>
    <message>
        <source>Change template</source>
        <translation>Vorlage ändern</translation>
    </message>
    <message>
        <source>Add template</source>
        <translation>Vorlage hinzufügen</translation>
    </message>
    <message numerus="yes">
        <source>%n lines are no template or are there already. The first: %1</source>
        <translation>
            <numerusform>%n Zeile ist keine Vorlage oder schon da: %1</numerusform>
            <numerusform>%n Zeilen sind keine Vorlage oder schon da. Die erste: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove template</source>
        <translation>Vorlage entfernen</translation>
    </message>
    <message>
        <source>Move template</source>
        <translation>Vorlage verschieben</translation>
    </message>
    <message>
        <source>Load template set</source>
        <translation>Vorlagensatz laden</translation>
    </message>
    <message>
        <source>Change normalisation</source>
        <translation>Normierung ändern</translation>
    </message>
    <message>
        <source>Change rule</source>
        <translation>Regel ändern</translation>
    </message>
    <message>
        <source>weight %1 of 0 to 1</source>
        <translation>Gewicht %1 von 0 bis 1</translation>
    </message>
    <message>
        <source>, muted</source>
        <translation>, stumm</translation>
    </message>
    <message>
        <source>, locked</source>
        <translation>, festgehalten</translation>
    </message>
    <message>
        <source>Is being encoded</source>
        <translation>Wird kodiert</translation>
    </message>
    <message>
        <source>Let this weight change</source>
        <translation>Dieses Gewicht lösen</translation>
    </message>
    <message>
        <source>Keep this weight</source>
        <translation>Dieses Gewicht festhalten</translation>
    </message>
    <message>
        <source>Remove this template</source>
        <translation>Diese Vorlage entfernen</translation>
    </message>
</context>
<context>
    <name>retort::TemplatePanel</name>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>The bars as you set them.</source>
        <translation>Die Balken, wie Sie sie setzen.</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>All templates count the same.</source>
        <translation>Alle Vorlagen zählen gleich.</translation>
    </message>
    <message>
        <source>maximum logit, softmax</source>
        <translation>größtes Logit, Softmax</translation>
    </message>
    <message>
        <source>A template counts the more, the larger its best logit is on average over the training images.</source>
        <translation>Eine Vorlage zählt umso mehr, je größer ihr bester Logit im Mittel über die Trainingsbilder ist.</translation>
    </message>
    <message>
        <source>maximum logit, proportional</source>
        <translation>größtes Logit, proportional</translation>
    </message>
    <message>
        <source>As before, but proportional to the score instead of its softmax.</source>
        <translation>Wie zuvor, aber im Verhältnis zum Wert statt zu dessen Softmax.</translation>
    </message>
    <message>
        <source>ZPE, own images</source>
        <translation>ZPE, eigene Bilder</translation>
    </message>
    <message>
        <source>Maximum logit with each class&apos;s bias on these images removed first (Allingham et al. 2023).</source>
        <translation>Größter Logit, nachdem die Neigung jeder Klasse auf diesen Bildern abgezogen ist (Allingham et al. 2023).</translation>
    </message>
    <message>
        <source>AutoCLIP, per image</source>
        <translation>AutoCLIP, je Bild</translation>
    </message>
    <message>
        <source>Every image weighs the templates for itself (Metzen et al. 2023); the bars show the mean.</source>
        <translation>Jedes Bild gewichtet die Vorlagen für sich (Metzen et al. 2023); die Balken zeigen das Mittel.</translation>
    </message>
    <message>
        <source>ZPE, reference set</source>
        <translation>ZPE, Vergleichsbilder</translation>
    </message>
    <message>
        <source>Found by retort-cli with a reference set.</source>
        <translation>Von retort-cli mit Vergleichsbildern gefunden.</translation>
    </message>
    <message>
        <source>add a template, with {} for the class</source>
        <translation>Vorlage hinzufügen, mit {} für die Klasse</translation>
    </message>
    <message>
        <source>Add a template, with {} where the class name goes</source>
        <translation>Eine Vorlage hinzufügen, mit {} an der Stelle des Klassennamens</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Rule that finds the weights</source>
        <translation>Regel, die die Gewichte findet</translation>
    </message>
    <message>
        <source>Temperature of the softmax over scores</source>
        <translation>Temperatur des Softmax über die Werte</translation>
    </message>
    <message>
        <source>Smaller: the best templates take all. Larger: all count alike.</source>
        <translation>Kleiner: Die besten Vorlagen nehmen alles. Größer: Alle zählen gleich.</translation>
    </message>
    <message>
        <source>T</source>
        <translation>T</translation>
    </message>
    <message>
        <source>Find weights</source>
        <translation>Gewichte finden</translation>
    </message>
    <message>
        <source>Find the weights of unlocked templates again, without labels</source>
        <translation>Die Gewichte der nicht festgehaltenen Vorlagen neu finden, ohne Beschriftungen</translation>
    </message>
    <message>
        <source>normalise</source>
        <translation>normieren</translation>
    </message>
    <message>
        <source>Normalise class embeddings. On: as CLIP&apos;s own prompt ensembles. Off: logits are averaged, as in the paper.</source>
        <translation>Klasseneinbettungen normieren. Ein: wie in CLIPs eigenen Ensembles. Aus: Logits werden gemittelt, wie im Aufsatz.</translation>
    </message>
    <message>
        <source>%1, a full bar is %2</source>
        <translation>%1, ein voller Balken ist %2</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Show only templates with these words</source>
        <translation>Nur Vorlagen mit diesen Wörtern zeigen</translation>
    </message>
    <message>
        <source>Choose templates</source>
        <translation>Vorlagen wählen</translation>
    </message>
    <message>
        <source>Starts without any and takes in the one that raises a figure most, until none does</source>
        <translation>Beginnt ohne eine und nimmt die auf, die eine Zahl am meisten hebt, bis keine mehr hilft</translation>
    </message>
    <message>
        <source>by mean margin</source>
        <translation>nach mittlerer Spanne</translation>
    </message>
    <message>
        <source>by ZPE score</source>
        <translation>nach ZPE-Wert</translation>
    </message>
    <message>
        <source>by agreement with all of them</source>
        <translation>nach Übereinstimmung mit allen</translation>
    </message>
    <message>
        <source>by accuracy on the tuning half (labels seen in selection)</source>
        <translation>nach Genauigkeit an der Auswahlhälfte (Beschriftungen bei der Wahl gesehen)</translation>
    </message>
    <message>
        <source>Labels seen in selection: accuracy was on screen.</source>
        <translation>Beschriftungen bei der Wahl gesehen: Die Genauigkeit war auf dem Schirm.</translation>
    </message>
    <message>
        <source>What the strips behind the bars show</source>
        <translation>Was die Streifen hinter den Balken zeigen</translation>
    </message>
    <message>
        <source>Behind each bar: how this would go if that weight alone moved, seen ahead on a sample of the images</source>
        <translation>Hinter jedem Balken: wie sich dies änderte, wenn nur dieses Gewicht sich bewegte, an einer Stichprobe vorausgesehen</translation>
    </message>
    <message>
        <source>no strips</source>
        <translation>keine Streifen</translation>
    </message>
    <message>
        <source>ahead: confidence</source>
        <translation>voraus: Sicherheit</translation>
    </message>
    <message>
        <source>ahead: entropy</source>
        <translation>voraus: Entropie</translation>
    </message>
    <message>
        <source>ahead: movers</source>
        <translation>voraus: Wechsler</translation>
    </message>
    <message>
        <source>ahead: accuracy</source>
        <translation>voraus: Genauigkeit</translation>
    </message>
</context>
<context>
    <name>retort::TemplateSetMenu</name>
    <message>
        <source>reading template sets</source>
        <translation>Vorlagensätze werden gelesen</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>In der Datei</translation>
    </message>
    <message>
        <source>Shipped</source>
        <translation>Mitgeliefert</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei …</translation>
    </message>
    <message>
        <source>Save these templates…</source>
        <translation>Diese Vorlagen speichern …</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Templates: a line each, or JSON of open_clip or CLIP_benchmark</source>
        <translation>Vorlagen: eine je Zeile, oder JSON von open_clip oder CLIP_benchmark</translation>
    </message>
    <message>
        <source>Text (*.txt);;JSON of CLIP_benchmark (*.json)</source>
        <translation>Text (*.txt);;JSON von CLIP_benchmark (*.json)</translation>
    </message>
    <message>
        <source>Template sets (*.txt *.json);;All files (*)</source>
        <translation>Vorlagensätze (*.txt *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>reading templates</source>
        <translation>Vorlagen werden gelesen</translation>
    </message>
    <message>
        <source>saving templates</source>
        <translation>Vorlagen werden gespeichert</translation>
    </message>
</context>
<context>
    <name>retort::TemplateView</name>
    <message>
        <source>Templates and their weights</source>
        <translation>Vorlagen und ihre Gewichte</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Change words</source>
        <translation>Wörter ändern</translation>
    </message>
    <message>
        <source>Lock or unlock</source>
        <translation>Festhalten oder lösen</translation>
    </message>
    <message>
        <source>Mute or unmute</source>
        <translation>Stumm schalten oder hören</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Weight of the template %1</source>
        <translation>Gewicht der Vorlage %1</translation>
    </message>
</context>
<context>
    <name>retort::ThumbnailCache</name>
    <message>
        <source>loading thumbnails</source>
        <translation>Vorschaubilder werden geladen</translation>
    </message>
    <message>
        <source>The image is empty.</source>
        <translation>Das Bild ist leer.</translation>
    </message>
</context>
<context>
    <name>retort::TopConfusionsModel</name>
    <message>
        <source>%1 taken for %2</source>
        <comment>two classes</comment>
        <translation>%1 für %2 gehalten</translation>
    </message>
    <message>
        <source>Of the images that are rightly, or by the teacher, of the first class</source>
        <translation>Von den Bildern, die zu Recht oder laut Lehrer von der ersten Klasse sind</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>Verwechslung</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
</context>
<context>
    <name>retort::UiBench</name>
    <message>
        <source>The run ended before that.</source>
        <translation>Der Lauf endete vorher.</translation>
    </message>
</context>
<context>
    <name>retort::UnreadableModel</name>
    <message>
        <source>unreadable</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>why</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>retort::WeightBar</name>
    <message>
        <source>locked</source>
        <translation>fest</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>Drag, turn the wheel or type a number; finer with Shift. Delete gives an equal share, a double click mutes.</source>
        <translation>Ziehen, das Rad drehen oder eine Zahl tippen; mit Umschalt feiner. Entf gibt einen gleichen Anteil, ein Doppelklick schaltet stumm.</translation>
    </message>
</context>
<context>
    <name>retort::WeightStrips</name>
    <message>
        <source>looking ahead</source>
        <translation>schaut voraus</translation>
    </message>
    <message>
        <source>looking at the weights of each image</source>
        <translation>sieht sich die Gewichte jedes Bildes an</translation>
    </message>
</context>
<context>
    <name>retort::WeightingMenu</name>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>keep this weighting as …</source>
        <translation>diese Gewichtung behalten als …</translation>
    </message>
    <message>
        <source>Name under which this weighting is kept</source>
        <translation>Name, unter dem diese Gewichtung behalten wird</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>now in use</source>
        <translation>jetzt in Gebrauch</translation>
    </message>
    <message>
        <source>used by %1, stays as it is</source>
        <translation>von %1 gebraucht, bleibt, wie sie ist</translation>
    </message>
    <message>
        <source>labels seen in selection</source>
        <translation>Beschriftungen bei der Wahl gesehen</translation>
    </message>
    <message>
        <source>Use for the next run</source>
        <translation>Für den nächsten Lauf nehmen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Used by runs</source>
        <translation>Von Läufen gebraucht</translation>
    </message>
    <message>
        <source>%1 (now in use)</source>
        <translation>%1 (jetzt in Gebrauch)</translation>
    </message>
    <message>
        <source>Use this weighting for the next run</source>
        <translation>Diese Gewichtung für den nächsten Lauf nehmen</translation>
    </message>
    <message>
        <source>A weighting needs a name to be kept.</source>
        <translation>Eine Gewichtung braucht einen Namen, um behalten zu werden.</translation>
    </message>
    <message>
        <source>“%1” was used by %2 and stays as it is. Choose another name.</source>
        <translation>„%1“ wurde von %2 gebraucht und bleibt, wie sie ist. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Keep weighting</source>
        <translation>Gewichtung behalten</translation>
    </message>
    <message>
        <source>Remove weighting</source>
        <translation>Gewichtung entfernen</translation>
    </message>
</context>
<context>
    <name>retort::WindowEngine</name>
    <message>
        <source>Stop and open</source>
        <translation>Anhalten und öffnen</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>Looking at this machine</source>
        <translation>Rechner wird angesehen</translation>
    </message>
    <message>
        <source>CPU %1</source>
        <translation>CPU %1</translation>
    </message>
    <message>
        <source>Runs use %1, %2 threads, %3.
%4</source>
        <translation>Läufe nutzen %1, %2 Threads, %3.
%4</translation>
    </message>
    <message>
        <source>the processor</source>
        <translation>den Prozessor</translation>
    </message>
    <message>
        <source>Run %1 is training. It would stop after this step; you can resume it later.</source>
        <translation>Lauf %1 trainiert. Er würde nach diesem Schritt anhalten; Sie können ihn später fortsetzen.</translation>
    </message>
    <message>
        <source>Saving run %1, then closing.</source>
        <translation>Lauf %1 wird gesichert, dann wird geschlossen.</translation>
    </message>
    <message>
        <source>Audit: label some images to measure with</source>
        <translation>Prüfung: einige Bilder beschriften, um damit zu messen</translation>
    </message>
    <message>
        <source>Save what can be read</source>
        <translation>Retten, was lesbar ist</translation>
    </message>
    <message>
        <source>You are looking on: %1 works on this project. What it does shows here; edits and runs must wait until it is done.</source>
        <translation>Sie sehen zu: %1 arbeitet an diesem Projekt. Was dort geschieht, erscheint hier; Änderungen und Läufe müssen warten, bis es fertig ist.</translation>
    </message>
    <message>
        <source>Recovery needed: the process that worked on this project died while storing something. Working on it brings back what was stored before.</source>
        <translation>Wiederherstellung nötig: Das Programm, das an diesem Projekt arbeitete, endete beim Speichern. Daran zu arbeiten stellt den Stand davor wieder her.</translation>
    </message>
    <message>
        <source>Nobody else works on this project any more.</source>
        <translation>Niemand sonst arbeitet mehr an diesem Projekt.</translation>
    </message>
    <message>
        <source>Work on it</source>
        <translation>Daran arbeiten</translation>
    </message>
</context>
<context>
    <name>retort::Workspace</name>
    <message>
        <source>Making the project</source>
        <translation>Projekt wird erstellt</translation>
    </message>
    <message>
        <source>Making the demo project</source>
        <translation>Demo-Projekt wird erstellt</translation>
    </message>
    <message>
        <source>Opening the project</source>
        <translation>Projekt wird geöffnet</translation>
    </message>
    <message>
        <source>Closing the project</source>
        <translation>Projekt wird geschlossen</translation>
    </message>
    <message>
        <source>This project has no images yet.</source>
        <translation>Dieses Projekt hat noch keine Bilder.</translation>
    </message>
    <message>
        <source>Add a folder or a file of images on the Data page.</source>
        <translation>Fügen Sie auf der Seite Daten einen Ordner oder eine Datei mit Bildern hinzu.</translation>
    </message>
    <message>
        <source>This project has no teacher yet.</source>
        <translation>Dieses Projekt hat noch keinen Lehrer.</translation>
    </message>
    <message>
        <source>Choose one on the Project page.</source>
        <translation>Wählen Sie einen auf der Seite Projekt.</translation>
    </message>
    <message>
        <source>Opening images and teacher</source>
        <translation>Bilder und Lehrer werden geöffnet</translation>
    </message>
    <message>
        <source>Opening the images was cancelled.</source>
        <translation>Das Öffnen der Bilder wurde abgebrochen.</translation>
    </message>
    <message>
        <source>What was embedded so far is kept.</source>
        <translation>Was schon eingebettet ist, bleibt.</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Change classes</source>
        <translation>Klassen ändern</translation>
    </message>
    <message>
        <source>Change prompts</source>
        <translation>Prompts ändern</translation>
    </message>
    <message>
        <source>Change data</source>
        <translation>Daten ändern</translation>
    </message>
    <message>
        <source>Opening the teacher</source>
        <translation>Lehrer wird geöffnet</translation>
    </message>
    <message>
        <source>Change teacher</source>
        <translation>Lehrer wechseln</translation>
    </message>
    <message>
        <source>Reading the project</source>
        <translation>Projekt wird gelesen</translation>
    </message>
    <message>
        <source>Edit run %1</source>
        <translation>Lauf %1 ändern</translation>
    </message>
    <message>
        <source>Saving run %1</source>
        <translation>Lauf %1 wird gesichert</translation>
    </message>
    <message>
        <source>Delete run %1</source>
        <translation>Lauf %1 löschen</translation>
    </message>
    <message>
        <source>Deleting run %1</source>
        <translation>Lauf %1 wird gelöscht</translation>
    </message>
    <message>
        <source>Restoring run %1</source>
        <translation>Lauf %1 wird zurückgeholt</translation>
    </message>
    <message>
        <source>Resuming run %1</source>
        <translation>Lauf %1 wird fortgesetzt</translation>
    </message>
    <message>
        <source>Distilling run %1</source>
        <translation>Lauf %1 wird destilliert</translation>
    </message>
    <message>
        <source>Cancelling run %1</source>
        <translation>Lauf %1 wird abgebrochen</translation>
    </message>
    <message>
        <source>Change what is none of the classes</source>
        <translation>Ändern, was keine der Klassen ist</translation>
    </message>
    <message>
        <source>Saving answers</source>
        <translation>Antworten werden gespeichert</translation>
    </message>
    <message>
        <source>Draw images</source>
        <translation>Bilder ziehen</translation>
    </message>
    <message>
        <source>Saving the sample</source>
        <translation>Die Stichprobe wird gespeichert</translation>
    </message>
    <message>
        <source>Counting the look</source>
        <translation>Der Blick wird gezählt</translation>
    </message>
    <message>
        <source>Checking the project</source>
        <translation>Das Projekt wird geprüft</translation>
    </message>
    <message>
        <source>%1 is damaged: %2</source>
        <translation>%1 ist beschädigt: %2</translation>
    </message>
    <message>
        <source>Saving what can be read</source>
        <translation>Rettet, was lesbar ist</translation>
    </message>
    <message>
        <source>Nothing was lost.</source>
        <translation>Nichts ging verloren.</translation>
    </message>
    <message>
        <source>Lost: %1</source>
        <translation>Verloren: %1</translation>
    </message>
    <message>
        <source>It is only looked at. Save what can be read, and go on with that.</source>
        <translation>Es wird nur angesehen. Retten Sie, was lesbar ist, und machen Sie damit weiter.</translation>
    </message>
    <message>
        <source>This project is only looked at.</source>
        <translation>Dieses Projekt wird nur angesehen.</translation>
    </message>
    <message>
        <source>This project is only looked at: %1 works on it.</source>
        <translation>Dieses Projekt wird nur angesehen: %1 arbeitet daran.</translation>
    </message>
    <message>
        <source>Choose &quot;Work on it&quot; first.</source>
        <translation>Wählen Sie zuerst „Daran arbeiten“.</translation>
    </message>
    <message>
        <source>Wait until that is done, or end it; then work on it here.</source>
        <translation>Warten Sie, bis das fertig ist, oder beenden Sie es; arbeiten Sie dann hier daran.</translation>
    </message>
    <message>
        <source>Looking for news</source>
        <translation>Sucht nach Neuem</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>The images are not open yet.</source>
        <translation>Die Bilder sind noch nicht geöffnet.</translation>
    </message>
    <message>
        <source>Wait until they are, then exclude some.</source>
        <translation>Warten Sie, bis sie es sind, und schließen Sie dann welche aus.</translation>
    </message>
    <message>
        <source>No image would be left to train on.</source>
        <translation>Es bliebe kein Bild zum Trainieren.</translation>
    </message>
    <message>
        <source>Exclude fewer of them.</source>
        <translation>Schließen Sie weniger aus.</translation>
    </message>
    <message>
        <source>Dividing the images</source>
        <translation>Bilder werden aufgeteilt</translation>
    </message>
    <message>
        <source>Adding to the queue</source>
        <translation>Wird eingereiht</translation>
    </message>
    <message>
        <source>Move in the queue</source>
        <translation>In der Warteschlange verschieben</translation>
    </message>
    <message>
        <source>Hold back</source>
        <translation>Zurückstellen</translation>
    </message>
    <message>
        <source>Let wait</source>
        <translation>Warten lassen</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Aus der Warteschlange nehmen</translation>
    </message>
    <message>
        <source>Saving the queue</source>
        <translation>Warteschlange wird gespeichert</translation>
    </message>
    <message>
        <source>Choosing the next run</source>
        <translation>Nächster Lauf wird bestimmt</translation>
    </message>
    <message numerus="yes">
        <source>Mark %n run(s)</source>
        <translation>
            <numerusform>%n Lauf markieren</numerusform>
            <numerusform>%n Läufe markieren</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take marks of %n run(s) away</source>
        <translation>
            <numerusform>Markierung von %n Lauf wegnehmen</numerusform>
            <numerusform>Markierungen von %n Läufen wegnehmen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retort::WorstPanel</name>
    <message>
        <source>Images on which the student is farthest from the teacher</source>
        <translation>Bilder, bei denen der Schüler am weitesten vom Lehrer ist</translation>
    </message>
    <message>
        <source>No image passes the filters.</source>
        <translation>Kein Bild besteht die Filter.</translation>
    </message>
    <message>
        <source>The surest different answers first</source>
        <translation>Die sichersten verschiedenen Antworten zuerst</translation>
    </message>
    <message>
        <source>The farthest from the teacher first, by node KL</source>
        <translation>Die vom Lehrer entferntesten zuerst, nach Knoten-KL</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>the teacher&apos;s answer, the student&apos;s</comment>
        <translation>%1 → %2</translation>
    </message>
</context>
</TS>
