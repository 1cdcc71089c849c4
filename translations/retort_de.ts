<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
    <context>
        <name>GraphPage</name>
        <message>
            <source>Epoch %1: %2 images, %3 classes; both sides answer alike for %4 images.</source>
            <translation type="unfinished" />
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
            <source>add a class: name, alias, …</source>
            <translation>Klasse hinzufügen: Name, Alias, …</translation>
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
            <translation type="unfinished" />
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
            <source>teacher's answers</source>
            <translation>Antworten des Lehrers</translation>
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
            <source>Once the teacher has seen the images, they can be sorted by its answers.</source>
            <translation>Sobald der Lehrer die Bilder gesehen hat, lassen sie sich nach seinen Antworten sortieren.</translation>
        </message>
        <message>
            <source>%1 images</source>
            <translation>%1 Bilder</translation>
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
            <source>Open a recipe file</source>
            <translation>Rezeptdatei öffnen</translation>
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
            <source>Take recipe</source>
            <translation>Rezept nehmen</translation>
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
            <source>Queue</source>
            <translation>Einreihen</translation>
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
    </context>
    <context>
        <name>retort::EdgeTableModel</name>
        <message>
            <source>Student minus teacher after each side's cosines of this image are brought to mean 0 and deviation 1; above 0, the student sees the image closer to the class</source>
            <translation type="unfinished" />
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>On the probe images: how often student and teacher answer alike, the mean Pearson correlation of their edges, and the mean KL divergence of their answers in nats</source>
            <translation type="unfinished" />
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
            <source>Chosen by the images' content. The demo's teacher learned from the other half, so the student never sees an image that its teacher was trained on.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <source>Width x height in pixels; of a folder, from a sample of its images.</source>
            <translation type="unfinished" />
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
            <source>Never trained on: the best epoch is chosen by agreement with the teacher on these, and the probe graph comes from them. Chosen by the images' content, so it stays when images are added.</source>
            <translation type="unfinished" />
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>unreadable</source>
            <translation>nicht lesbar</translation>
        </message>
        <message>
            <source>Left out; the reasons are below.</source>
            <translation>Ausgelassen; die Gründe stehen unten.</translation>
        </message>
    </context>
    <context>
        <name>retort::GraphPage</name>
        <message>
            <source>Find an image or a class in the graph</source>
            <translation>Bild oder Klasse im Graphen suchen</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Lauf</translation>
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
            <source>Teacher</source>
            <translation>Lehrer</translation>
        </message>
        <message>
            <source>Student</source>
            <translation>Schüler</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>Unterschied</translation>
        </message>
        <message>
            <source>A line from where the teacher puts an image to where the student does; strong where they disagree</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>find an image or a class</source>
            <translation>Bild oder Klasse suchen</translation>
        </message>
        <message>
            <source>Find an image by number or name, or a class</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Only images that either side takes for this class</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>only disagreements</source>
            <translation>nur Uneinigkeit</translation>
        </message>
        <message>
            <source>Only images that teacher and student answer differently</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>edges an image</source>
            <translation>Kanten je Bild</translation>
        </message>
        <message>
            <source>Edges drawn an image, the largest first</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing here is called "%1".</source>
            <translation type="unfinished" />
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
            <source>%1  %2</source>
            <comment>number and name of a run</comment>
            <translation>%1  %2</translation>
        </message>
        <message>
            <source>Distil a student, then its graph beside the teacher's is here.</source>
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>all classes</source>
            <translation>alle Klassen</translation>
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
            <source>difference: from the teacher's place to the student's</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 images</source>
            <translation>%1 Bilder</translation>
        </message>
        <message>
            <source>%1 of %2 images</source>
            <translation>%1 von %2 Bildern</translation>
        </message>
        <message>
            <source>The project holds other images now than this run was made with.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The images are being opened.</source>
            <translation>Die Bilder werden geöffnet.</translation>
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>accuracy</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <source>From labels, for measuring only, with its 95 % interval (Wilson)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>confidence</source>
            <translation>Sicherheit</translation>
        </message>
        <message>
            <source>Softmax share of the best answer, mean over the training images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>entropy</source>
            <translation>Entropie</translation>
        </message>
        <message>
            <source>Of the softmax over classes, mean over the training images, in nats; 0 is sure</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep as baseline</source>
            <translation>Als Vergleich behalten</translation>
        </message>
        <message>
            <source>Compare what you do from now on with the weighting as it is</source>
            <translation type="unfinished" />
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
            <source>There is no page "%1". Pages: %2.</source>
            <translation>Es gibt keine Seite „%1“. Seiten: %2.</translation>
        </message>
        <message>
            <source>"%1" is no theme. Themes: light, dark.</source>
            <translation>„%1“ ist kein Farbschema. Farbschemata: light, dark.</translation>
        </message>
        <message>
            <source>"%1" is no size. Write it as 1280x800.</source>
            <translation>„%1“ ist keine Größe. Schreiben Sie sie als 1280x800.</translation>
        </message>
        <message>
            <source>Loading the engine</source>
            <translation>Laden des Rechenteils</translation>
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
            <source>%1 → %2</source>
            <comment>an image moved from one class to another</comment>
            <translation>%1 → %2</translation>
        </message>
        <message>
            <source>all %1</source>
            <translation>alle %1</translation>
        </message>
        <message>
            <source>Images that your next edit moves are shown here.</source>
            <translation>Hier erscheinen Bilder, die Ihre nächste Änderung verschiebt.</translation>
        </message>
        <message>
            <source>%1 images moved</source>
            <translation>%1 Bilder gewechselt</translation>
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
        <message>
            <source>A CLIP folder: config.json, model.safetensors, vocabulary</source>
            <translation>Ein CLIP-Ordner: config.json, model.safetensors, Vokabular</translation>
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
            <source>Labels were on screen while these weights were chosen.</source>
            <translation>Als diese Gewichte gewählt wurden, waren Labels zu sehen.</translation>
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
            <source>Student %1, teacher %2 on the test images.</source>
            <translation>Schüler %1, Lehrer %2 auf den Testbildern.</translation>
        </message>
        <message>
            <source>Agrees with its teacher on %1 of the held-out images.</source>
            <translation>Stimmt bei %1 der zurückgehaltenen Bilder mit dem Lehrer überein.</translation>
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
            <translation type="unfinished" />
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
            <source>Name at least two classes, then the teacher's answers are here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add a template, then the teacher's answers are here.</source>
            <translation type="unfinished" />
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
            <source>reading template sets</source>
            <translation>Vorlagen werden gelesen</translation>
        </message>
        <message>
            <source>Templates: a line each, or JSON of open_clip or CLIP_benchmark</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Template sets (*.txt *.json);;All files (*)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>reading templates</source>
            <translation>Vorlagen werden gelesen</translation>
        </message>
    </context>
    <context>
        <name>retort::RecipeForm</name>
        <message>
            <source>Student</source>
            <translation>Schüler</translation>
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
            <source>Pseudo-label loss</source>
            <translation>Pseudolabel-Verlust</translation>
        </message>
        <message>
            <source>The edge term along rows is off with two classes: a correlation of two numbers says nothing.</source>
            <translation>Der Kantenterm entlang der Zeilen ist bei zwei Klassen aus: eine Korrelation zweier Zahlen sagt nichts.</translation>
        </message>
        <message>
            <source>The edge term along columns is off with so small a batch.</source>
            <translation>Der Kantenterm entlang der Spalten ist bei so kleinem Stapel aus.</translation>
        </message>
        <message>
            <source>Every loss has weight 0: the student would learn nothing.</source>
            <translation>Jeder Verlust hat Gewicht 0: der Schüler würde nichts lernen.</translation>
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
            <source>teacher %1</source>
            <translation>Lehrer %1</translation>
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
            <source>Of the student on the test images, best epoch. Only where there are labels; they were not trained on.</source>
            <translation>Des Schülers auf den Testbildern, beste Epoche. Nur wo es Labels gibt; sie wurden nicht gelernt.</translation>
        </message>
        <message>
            <source>Accuracy of the weighted teacher on the same test images.</source>
            <translation>Genauigkeit des gewichteten Lehrers auf denselben Testbildern.</translation>
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
            <source>Export model…</source>
            <translation>Modell exportieren…</translation>
        </message>
        <message>
            <source>Export curves…</source>
            <translation>Kurven exportieren…</translation>
        </message>
        <message>
            <source>Delete run</source>
            <translation>Lauf löschen</translation>
        </message>
        <message>
            <source>The student of the best epoch as safetensors, with torchvision's names.</source>
            <translation>Der Schüler der besten Epoche als safetensors, mit den Namen von torchvision.</translation>
        </message>
        <message>
            <source>One line an epoch, as CSV.</source>
            <translation>Eine Zeile je Epoche, als CSV.</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <source>Filter by any text</source>
            <translation>Nach Text filtern</translation>
        </message>
        <message>
            <source>Filter runs</source>
            <translation>Läufe filtern</translation>
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
            <source>Edges of the selected image in both graphs</source>
            <translation>Kanten des gewählten Bildes in beiden Graphen</translation>
        </message>
        <message>
            <source>The answer with its softmax share</source>
            <translation>Die Antwort mit ihrem Softmax-Anteil</translation>
        </message>
        <message>
            <source>Edges (cosines)</source>
            <translation>Kanten (Kosinus)</translation>
        </message>
        <message>
            <source>Click an image in either graph.</source>
            <translation>Klicken Sie auf ein Bild in einem der Graphen.</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <comment>a class and its share</comment>
            <translation>%1, %2</translation>
        </message>
        <message>
            <source>teacher: %1</source>
            <translation>Lehrer: %1</translation>
        </message>
        <message>
            <source>student: %1</source>
            <translation>Schüler: %1</translation>
        </message>
        <message>
            <source>sample %1</source>
            <translation>Bild %1</translation>
        </message>
        <message>
            <source>sample %1: %2</source>
            <translation>Bild %1: %2</translation>
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
            <source>A folder of images, with or without a sub-folder a class, or IDX files as MNIST has them.</source>
            <translation>Ein Ordner mit Bildern, mit oder ohne Unterordner je Klasse, oder IDX-Dateien wie bei MNIST.</translation>
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
            <source>CLIP from a folder</source>
            <translation>CLIP aus einem Ordner</translation>
        </message>
        <message>
            <source>Teacher</source>
            <translation>Lehrer</translation>
        </message>
        <message>
            <source>The stand-in is small and learned from labels, for clothes only. For your own images take a CLIP folder from Hugging Face.</source>
            <translation>Der Ersatz ist klein und hat aus Labels gelernt, nur für Kleidung. Nehmen Sie für eigene Bilder einen CLIP-Ordner von Hugging Face.</translation>
        </message>
        <message>
            <source>Folder of the teacher</source>
            <translation>Ordner des Lehrers</translation>
        </message>
        <message>
            <source>folder with config.json and model.safetensors</source>
            <translation>Ordner mit config.json und model.safetensors</translation>
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
    </context>
    <context>
        <name>retort::TemplateList</name>
        <message>
            <source>Templates and their weights</source>
            <translation>Vorlagen und ihre Gewichte</translation>
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>maximum logit, proportional</source>
            <translation>größtes Logit, proportional</translation>
        </message>
        <message>
            <source>As before, but proportional to the score instead of its softmax.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>ZPE, own images</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Maximum logit with each class's bias on these images removed first (Allingham et al. 2023).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>AutoCLIP, per image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Every image weighs the templates for itself (Metzen et al. 2023); the bars show the mean.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>ZPE, reference set</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Found by retort-cli with a reference set.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>add a template, with {} for the class</source>
            <translation>Vorlage hinzufügen, mit {} für die Klasse</translation>
        </message>
        <message>
            <source>Add a template, with {} where the class name goes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Load set</source>
            <translation>Satz laden</translation>
        </message>
        <message>
            <source>Templates</source>
            <translation>Vorlagen</translation>
        </message>
        <message>
            <source>One template at least must stay.</source>
            <translation>Mindestens eine Vorlage muss bleiben.</translation>
        </message>
        <message>
            <source>Rule that finds the weights</source>
            <translation>Regel, die die Gewichte findet</translation>
        </message>
        <message>
            <source>Temperature of the softmax over scores</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Smaller: the best templates take all. Larger: all count alike.</source>
            <translation type="unfinished" />
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>normalise</source>
            <translation>normieren</translation>
        </message>
        <message>
            <source>Normalise class embeddings. On: as CLIP's own prompt ensembles. Off: logits are averaged, as in the paper.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Chosen while accuracy was on screen: labels were seen.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1, a full bar is %2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>%1 (%2)</source>
            <translation>%1 (%2)</translation>
        </message>
        <message>
            <source>From a file…</source>
            <translation>Aus einer Datei…</translation>
        </message>
    </context>
    <context>
        <name>retort::TemplateRow</name>
        <message>
            <source>Keep this weight</source>
            <translation>Dieses Gewicht behalten</translation>
        </message>
        <message>
            <source>Remove this template</source>
            <translation>Diese Vorlage entfernen</translation>
        </message>
        <message>
            <source>Weight of the template %1</source>
            <translation>Gewicht der Vorlage %1</translation>
        </message>
        <message>
            <source>Keep the weight of %1</source>
            <translation>Gewicht von %1 behalten</translation>
        </message>
        <message>
            <source>Remove %1</source>
            <translation>%1 entfernen</translation>
        </message>
        <message>
            <source>Let this weight change</source>
            <translation>Dieses Gewicht freigeben</translation>
        </message>
        <message>
            <source>This teacher never saw: %1. Its answers to such words mean nothing.</source>
            <translation>Dieser Lehrer kennt nicht: %1. Seine Antworten zu solchen Wörtern sagen nichts.</translation>
        </message>
        <message>
            <source>%1 (encoding …)</source>
            <translation>%1 (wird kodiert …)</translation>
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
            <source>Drag, turn the wheel or type a number; Delete gives an equal share.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>locked</source>
            <translation>fest</translation>
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
            <source>Starting a run</source>
            <translation>Lauf wird begonnen</translation>
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
    </context>
</TS>
