"""The words of the articles, in four languages: enough of them that five in a row seldom come twice."""

# --- English ------------------------------------------------------------------------------------------------------
EN_NOUNS = (
    "account address agency agreement airport allowance analysis answer appeal application archive area article "
    "assembly assessment atlas author balance bank barrier bicycle bill border branch bridge brochure budget "
    "building "
    "bus calendar campaign canal candidate care catalogue census centre certificate chapter charter child choice "
    "circuit city clause clerk climate clinic coast code collection college colour committee community company "
    "complaint contract conversation copy corridor council country course court crew crisis crossing culture "
    "customer "
    "data debate decision decree delay delegation department deposit desk device diagram diary direction district "
    "doctor document dossier draft drawing education election employer energy engine enquiry envelope estate "
    "evening "
    "event evidence exhibition expert factory family farm fee festival field file flood forest form forum "
    "foundation "
    "fund garden grant grid group guide habit hall harbour harvest heading health hearing heritage hospital "
    "household "
    "housing incident income index industry inquiry inspector interview invoice island journal journey judge "
    "junction "
    "kitchen label laboratory lake lamp language law leaflet lesson letter library licence line list loan machine "
    "manual map market meadow meal measure meeting memory message meter method mine minister mirror mission model "
    "museum network newspaper notebook notice number nurse office officer orchard order owner page panel "
    "paper parish "
    "park partner passage patient pavement payment pension permit phase photograph pilot pipe plan plant platform "
    "policy pond port poster practice press prison procedure process profile programme project promise property "
    "proposal provision pump quarter question queue railway rate reader reason receipt recipe record reform refuge "
    "region register regulation relay report request research reserve resident resource result review right risk "
    "river road roof room route rule sample scheme school science season secretary sector sensor service session "
    "share shelter ship shop signal site society soil source square staff stage standard station statute "
    "stock storm "
    "story street student study subsidy summary summer supply survey table task tax teacher team telegram "
    "tenant text "
    "theatre ticket timetable tool tower town track trade tram transport treaty trial tunnel turbine university "
    "update valley vehicle version village visitor volunteer vote voyage ward warehouse waste water weather wheel "
    "window winter witness word workshop writer yard"
).split()
EN_ADJECTIVES = (
    "accessible accurate active additional annual available basic brief broad bright calm careful central "
    "cheap civil "
    "clean clear close cold common compact complete complex correct costly current daily damp decisive deep dense "
    "detailed digital direct distant double dry dull early eastern electric elegant empty equal even exact "
    "external "
    "fair familiar famous fast final fine firm flat flexible foreign formal former free frequent fresh full future "
    "general gentle global gradual grave green half handy hard heavy hidden high historic honest huge humble ideal "
    "idle inner joint keen large last late lean legal light likely little local long loud low main major manual "
    "marked mature medical mild minor mobile modern modest monthly mutual narrow national native natural neat new "
    "northern novel odd official old open ordinary outer outstanding partial past patient plain poor popular "
    "practical precise present private probable proper proud public quick quiet rapid rare ready real recent "
    "regional "
    "regular reliable remote rich rough rural safe scarce second secure separate serious severe shared sharp short "
    "silent simple single slight slow small social sober soft solid southern spare special stable steady "
    "steep strict "
    "strong sudden suitable technical temporary thick thin third thorough tidy tight true typical upper "
    "urban urgent "
    "useful usual vast visible vital warm weak weekly western whole wide wild wise young"
).split()
EN_VERBS = (  # with their past
    "accepts accepted|adds added|adjusts adjusted|adopts adopted|announces announced|answers answered|approves "
    "approved|assesses assessed|avoids avoided|begins began|brings brought|builds built|buys bought|calls "
    "called|cancels cancelled|carries carried|changes changed|checks checked|chooses chose|cleans cleaned|closes "
    "closed|collects collected|compares compared|completes completed|confirms confirmed|connects connected|"
    "considers "
    "considered|controls controlled|copies copied|corrects corrected|counts counted|covers covered|creates "
    "created|crosses crossed|debates debated|defends defended|delays delayed|delivers delivered|describes "
    "described|designs designed|develops developed|discusses discussed|divides divided|draws drew|drops "
    "dropped|encourages encouraged|examines examined|expects expected|explains explained|explores explored|extends "
    "extended|files filed|fills filled|finances financed|finds found|follows followed|funds funded|gathers "
    "gathered|gives gave|governs governed|guides guided|heats heated|helps helped|holds held|improves "
    "improved|includes included|informs informed|inspects inspected|invites invited|keeps kept|leads led|leaves "
    "left|limits limited|links linked|lists listed|maintains maintained|maps mapped|marks marked|measures "
    "measured|meets met|mentions mentioned|modernises modernised|moves moved|names named|notes noted|offers "
    "offered|opens opened|orders ordered|organises organised|owns owned|paints painted|passes passed|plans "
    "planned|prefers preferred|prepares prepared|presents presented|prints printed|protects protected|proves "
    "proved|publishes published|questions questioned|reaches reached|reads read|receives received|records "
    "recorded|reduces reduced|refuses refused|renews renewed|repairs repaired|replaces replaced|reports "
    "reported|requires required|rescues rescued|restores restored|reviews reviewed|runs ran|saves saved|sees "
    "saw|sells sold|sends sent|separates separated|serves served|shapes shaped|shares shared|shows showed|signs "
    "signed|simplifies simplified|solves solved|stores stored|studies studied|supplies supplied|supports "
    "supported|surveys surveyed|takes took|teaches taught|tests tested|tracks tracked|trains trained|translates "
    "translated|treats treated|updates updated|visits visited|warns warned|welcomes welcomed|widens widened|writes "
    "wrote"
).split("|")
EN_ADVERBS = (
    "again already also always briefly calmly carefully clearly closely directly early easily fully gladly "
    "gradually "
    "hardly largely later mainly nearly never now often once openly partly plainly quickly quietly rarely readily "
    "recently regularly seldom simply slowly smoothly soon still thoroughly together twice usually willingly"
).split()
EN_PATTERNS = (
    "{Np} {v} {np}.",
    "{Np} {adv} {v} {np}, and {np2} {v} {np}.",
    "In {place}, {np} {p} {np} for {number} years.",
    "{person} {v} {np}, which {v} {np2} of {place}.",
    "When {np} {v} {np}, {np2} {adv} {p} {np}.",
    "According to {person}, {np} {v} {np2} and {np}.",
    "Since {month} {year}, {org} {p} {number} {ns} and {np}.",
    "“{Np} {v} {np},” said {person}; “{np2} {adv} {v} {np}.”",
    "{Percent} of {ns} in {place} {adv} need {np}.",
    "{Np} of {np2} {p} {np}: {ns}, {ns} and {ns}.",
    "It is {adj} that {np} {v} {np2}, but {np} {p} {np}.",
    "{Org} {p} {np} ({money}) before {np2} {p} {np}.",
    "Neither {np} nor {np2} {v} {np} without {np}.",
    "For {ns} of {place}, {np} {adv} {v} {np}.",
    "{Project} {v} {np}; {np2} {v} {np} by {month} {year}.",
    "Many {adj} {ns} and {adj} {ns} {adv} reach {place} – {np} {v} {np}.",
    "What {np} {p}, {np2} {v}.",
    "{Np} with {number} {ns} {v} {np2}, as {person} {p} in {month}.",
    "Only {number} of the {number} {ns} {adv} concern {np} or {np2}.",
    "Although {np} {v} {np}, {project} {adv} {v} {np2}.",
    "{Np} between {place} and {np} {p} {np2} after {month} {year}.",
    "If {np2} {v} {np}, {np} {v} {np} too.",
)

# --- French -------------------------------------------------------------------------------------------------------
FR_MASCULINE = (
    "accord agent aliment appel arbre archiviste article atelier avis bassin bâtiment besoin bilan budget bulletin "
    "bureau calendrier canal catalogue centre certificat chantier chapitre chemin climat comité commerce compte "
    "conseil contrat courrier cours débat décret délai dépôt dessin document dossier droit échange écran édifice "
    "élève emploi enfant ensemble entretien espace établissement événement examen fichier financement fleuve fonds "
    "formulaire forum guide habitant horaire hôtel immeuble impôt incident index inventaire itinéraire "
    "jardin journal "
    "jury laboratoire lecteur livre logement logiciel loyer manuel marché médecin mémoire ménage message métier "
    "ministère modèle musée navire numéro objet observatoire outil ouvrage paiement parc partenaire passage "
    "paysage "
    "périmètre personnel phare plan pont port poste préfet prêt principe procès produit programme projet quai "
    "quartier rapport recensement récit recueil refuge registre relais réseau résultat revenu secteur "
    "sentier service "
    "signal site sol soutien stage statut stock syndicat tableau témoin terrain texte théâtre titre traité trajet "
    "transport tribunal tunnel usage vallon verger village vote voyage"
).split()
FR_FEMININE = (
    "adresse affiche agence aide allée annexe année archive association assemblée attente banque barrière "
    "bibliothèque boutique brochure campagne capitale carte cause charte circulaire clause clinique collecte "
    "collection commission commune condition copie côte couleur cour crèche crise croissance culture date décision "
    "demande dépense donnée école écluse économie édition élection énergie enquête entreprise enveloppe "
    "équipe étape "
    "étude évaluation exposition famille ferme fiche filière foire forêt formation forme galerie gare grille "
    "habitude "
    "halle heure histoire île image industrie information initiative langue lecture lettre liaison licence ligne "
    "liste loi machine mairie maison maquette mémoire mesure méthode mission mobilité moisson montagne "
    "musique norme "
    "note notice œuvre opération page parcelle part pension période personne photographie pièce place plage plaine "
    "plateforme politique pompe porte pratique presse procédure promenade proposition province question recette "
    "recherche référence réforme région règle rencontre réponse réserve ressource réunion revue rive rivière route "
    "rubrique saison salle science séance semaine serre société solution source station structure subvention "
    "surface "
    "table tâche taxe technique tempête tour tribune turbine usine vallée version ville visite voie voiture zone"
).split()
FR_ADJECTIVES = (
    "accessible agréable aimable ample apte artistique autonome bénévole calme capable célèbre chronique civique "
    "classique commode comparable complémentaire complexe comique confortable considérable convenable crédible "
    "critique durable économique efficace électrique énorme équitable exemplaire faible favorable ferme fertile "
    "fiable flexible fragile géographique historique honnête humide identique immense indispensable inutile juste "
    "large libre limpide logique magnifique maritime mobile moderne modeste multiple nécessaire notable numérique "
    "obligatoire opaque ordinaire pacifique pratique précaire préalable probable propice provisoire rapide rare "
    "remarquable responsable riche rigide robuste rustique sage scientifique semblable sensible simple sobre "
    "sociable "
    "solidaire solide sombre souple stable stérile stratégique technique tenace théorique tranquille typique "
    "unique "
    "utile valable vaste véritable visible volontaire"
).split()
FR_VERBS = (  # with their participle
    "accepte accepté|accompagne accompagné|accueille accueilli|adopte adopté|aide aidé|ajoute ajouté|améliore "
    "amélioré|annonce annoncé|appelle appelé|apporte apporté|approuve approuvé|assure assuré|attend attendu|"
    "calcule "
    "calculé|cherche cherché|choisit choisi|classe classé|compare comparé|complète complété|comprend compris|"
    "compte "
    "compté|conduit conduit|confirme confirmé|conserve conservé|consulte consulté|construit construit|contient "
    "contenu|contrôle contrôlé|corrige corrigé|coûte coûté|couvre couvert|crée créé|décide décidé|décrit "
    "décrit|défend défendu|demande demandé|dessine dessiné|détaille détaillé|développe développé|"
    "dirige dirigé|divise "
    "divisé|donne donné|éclaire éclairé|écoute écouté|écrit écrit|élargit élargi|encourage encouragé|enregistre "
    "enregistré|entretient entretenu|envoie envoyé|établit établi|étudie étudié|évalue évalué|évite évité|examine "
    "examiné|explique expliqué|exige exigé|explore exploré|facilite facilité|ferme fermé|finance financé|forme "
    "formé|fournit fourni|garantit garanti|garde gardé|gère géré|guide guidé|imprime imprimé|informe informé|"
    "inspire "
    "inspiré|installe installé|invite invité|juge jugé|libère libéré|limite limité|lit lu|loue loué|maintient "
    "maintenu|marque marqué|mesure mesuré|modifie modifié|montre montré|nettoie nettoyé|nomme nommé|"
    "note noté|observe "
    "observé|offre offert|oriente orienté|organise organisé|ouvre ouvert|partage partagé|permet permis|planifie "
    "planifié|porte porté|prépare préparé|présente présenté|prévoit prévu|produit produit|prolonge prolongé|"
    "propose "
    "proposé|protège protégé|publie publié|rappelle rappelé|rassemble rassemblé|réalise réalisé|reçoit reçu|réduit "
    "réduit|refuse refusé|règle réglé|relie relié|remplace remplacé|renforce renforcé|répare réparé|représente "
    "représenté|respecte respecté|restaure restauré|réunit réuni|signale signalé|signe signé|simplifie "
    "simplifié|soutient soutenu|suit suivi|surveille surveillé|teste testé|traduit traduit|traite traité|"
    "transforme "
    "transformé|transmet transmis|trouve trouvé|utilise utilisé|vérifie vérifié|visite visité"
).split("|")
FR_ADVERBS = (
    "aussi aussitôt autrement bientôt clairement convenablement déjà désormais directement encore enfin ensuite "
    "facilement fermement finalement librement longtemps lentement parfois partout patiemment plutôt presque "
    "rapidement rarement régulièrement sérieusement simplement souvent toujours tranquillement utilement vite "
    "volontiers"
).split()
FR_PATTERNS = (
    "{Np} {v} {np}.",
    "{Np} {v} {adv} {np}, et {np2} {v} {np}.",
    "À {place}, {np} {p} {np} pendant {number} ans.",
    "{person} {v} {np}, qui {v} {np2} de {place}.",
    "Quand {np} {v} {np}, {np2} {p} {adv} {np}.",
    "Selon {person}, {np} {v} {np2} et {np}.",
    "Depuis {month} {year}, {org} {p} {number} {ns} et {np}.",
    "« {Np} {v} {np}, dit {person} ; {np2} {v} {adv} {np}. »",
    "{Percent} des {ns} de {place} attendent {adv} {np}.",
    "{Np} {p} {np2} : {ns}, {ns} et {ns}.",
    "Pourquoi pas {np} ? Parce que les {ns} attendent, et que {person} l’espère.",
    "{Org} {p} {np} ({money}) avant {np2} et {np}.",
    "Ni {np} ni {np2} ne remplace {np} !",
    "Pour les {ns} de {place}, {np} {v} {adv} {np}.",
    "{Project} {v} {np} ; {np2} {v} {np} en {month} {year}.",
    "Les {ns} et les {ns} arrivent {adv} à {place} – {np} {v} {np}.",
    "Avec {number} {ns}, {np} {v} {np2}, comme {person} le rappelle.",
    "Seuls {number} des {number} {ns} concernent {np} ou {np2}.",
    "Si {np2} {v} {np}, {np} {v} {np} ?",
    "Entre {place} et {np}, {np2} {p} {np} après {month} {year}.",
)

# --- German -------------------------------------------------------------------------------------------------------
DE_NOUNS = {
    "m": (
        "Abschnitt Antrag Anfang Ausschuss Auftrag Bahnhof Band Baum Beitrag Bericht Beschluss Besuch "
        "Betrieb Brief Bürger "
        "Bus Dienst Entwurf Ertrag Fahrplan Fluss Garten Grund Hafen Haushalt Hinweis Hof Kanal Katalog "
        "Kreis Kurs Laden "
        "Leser Markt Nachweis Ort Park Plan Platz Preis Rat Raum Rest Saal Schritt See Stand Streit Strom "
        "Stoff Tag Tisch "
        "Turm Umbau Umfang Verein Verlag Versuch Vertrag Vorschlag Wald Weg Wert Zug Zustand"
    ),
    "f": (
        "Adresse Akte Anlage Antwort Arbeit Ausgabe Auskunft Bank Behörde Bibliothek Brücke Datei Energie Ernte "
        "Familie Farbe Fassung Forschung Frage Gemeinde Grenze Gruppe Halle Hilfe Insel Karte Kasse Klinik "
        "Küste Lage "
        "Landschaft Leitung Liste Maschine Messung Mühle Nachricht Norm Ordnung Pflege Presse Probe Quelle "
        "Regel Reise "
        "Rechnung Sammlung Schule Seite Sprache Stadt Stelle Straße Tabelle Tagung Umfrage Urkunde Verwaltung Wahl "
        "Werkstatt Wirkung Zahl Zeitung"
    ),
    "n": (
        "Amt Angebot Archiv Beispiel Bild Blatt Boot Buch Dach Dorf Ergebnis Fach Feld Fest Formular Gebäude "
        "Gebiet "
        "Gericht Gesetz Gespräch Glas Haus Heft Jahr Kapitel Kind Konzept Land Licht Lager Maß Modell Museum "
        "Netz Papier "
        "Problem Programm Projekt Register Schiff Schreiben Signal Tal Team Theater Tor Ufer Urteil "
        "Verfahren Verzeichnis "
        "Wasser Werk Wetter Wort Zeichen Zentrum Ziel"
    ),
}
DE_ADJECTIVES = (
    "alt amtlich baldig barrierefrei bekannt bequem bereit billig breit bunt deutlich dicht direkt echt einfach "
    "einzig eng ernst fein fern fest flach frei frisch früh genau gering gemeinsam groß grün gut hart heutig jung "
    "kalt klar klein klug knapp kurz lang langsam laut leer leicht leise mild modern nah neu nötig offen "
    "öffentlich "
    "ordentlich praktisch rasch rein richtig ruhig sauber schmal schnell schwach schwer selten sicher "
    "sorgfältig spät "
    "stark stabil steil still tief treu trocken üblich warm weich weit wichtig wirksam zäh"
).split()
DE_VERBS = (
    "achtet ändert beachtet beantwortet begleitet beginnt begründet behandelt beschreibt besucht bestimmt betont "
    "betreut bewahrt bewertet bezahlt braucht bringt druckt empfängt enthält entwickelt erfasst erfüllt ergänzt "
    "erhält erklärt erlaubt erneuert erprobt erreicht ersetzt erwähnt erweitert findet fördert führt füllt "
    "gestaltet "
    "gewinnt hält holt kennt kontrolliert leitet lenkt liefert lobt löst meidet meldet merkt misst nennt "
    "nutzt öffnet "
    "ordnet plant prüft regelt rettet sammelt schafft schildert schließt schreibt schützt sieht sichert "
    "spart stärkt "
    "sucht teilt trägt trennt übernimmt überprüft übersetzt verändert verbessert verbindet vergleicht verkauft "
    "verlangt verlegt verlässt vermeidet versteht verteilt vertritt verwaltet wählt weiht zählt zeichnet zeigt"
).split()
DE_ADVERBS = (
    "allmählich bald bereits bislang damals daher danach derzeit dort endlich erneut freilich gern gestern "
    "heute hier "
    "immer inzwischen jetzt kürzlich manchmal meist mitunter nun oft plötzlich rasch schon seither selten später "
    "stets überall vielleicht wieder zuletzt zunächst"
).split()
DE_PATTERNS = (
    "{Np} {v} {acc}.",
    "{Adv} {v} {np} {acc}, und {np} {v} {acc}.",
    "In {place} {v} {np} {acc}.",
    "{person} {v} {acc}, und {adv} {v} {np} {acc}.",
    "Seit {month} {year} {v} {org} {acc} und {acc}.",
    "„{Np} {v} {acc}“, sagt {person}; „{adv} {v} {np} {acc}.“",
    "{Percent} aller Fälle in {place} betreffen {acc} oder {acc}.",
    "{Project} {v} {acc}; bis {month} {year} {v} {np} {acc}.",
    "Weder {np} noch {np} {v} {acc}.",
    "Für {number} Euro {v} {np} {acc}, denn {np} {v} {acc}.",
    "Nach {number} Jahren {v} {np} {adv} {acc}.",
    "{Adv} {v} {org} {acc}: {np} {v} {acc}.",
)

# --- Arabic -------------------------------------------------------------------------------------------------------
AR_MASCULINE = (
    "أرشيف باب بحث برنامج بريد بيت تاريخ تحليل تدريب تعليم تقرير تقييم تمويل ثمن جدول جسر حزب حق حل حوار خبر "
    "خط دفتر "
    "دليل رأي رقم زمن سؤال سجل سوق شارع شرط صندوق ضوء طريق طلب عقد عمل عنوان فريق فصل فهرس قانون قرار قسم قطاع قلم "
    "كتاب كلام لقاء مال مبنى متحف مجتمع مجلس محتوى مركز مسار مستند مشروع مصنع معرض معهد مقال مقر مكان مكتب "
    "ملف مناخ "
    "منزل مورد موقع ميناء نص نظام نقاش نهر هدف وثاق وصف وعد وقت يوم"
).split()
AR_FEMININE = (
    "إدارة بلدة بنية بيانة تجربة تذكرة ترجمة تكلفة جامعة جلسة جمعية جهة حاجة حديقة حركة حكومة خدمة خريطة خطة دراسة "
    "دعوة دولة رحلة رسالة رعاية زراعة زيارة ساحة سفينة سياسة شبكة شركة صحة صفحة صناعة صورة طاقة طبعة طريقة "
    "عائلة عادة "
    "عاصمة علاقة عملية عينة غابة فترة فكرة قائمة قاعة قرية قضية كلفة كلمة لجنة لغة مادة مبادرة مجلة محطة "
    "مدرسة مدينة "
    "مرحلة مزرعة مساحة مسألة مشاركة مصلحة مكتبة منطقة منظمة مهنة نتيجة نسخة نشرة نقطة هيئة وثيقة ورشة وزارة وسيلة"
).split()
AR_ADJECTIVES = (
    "بسيط بطيء بعيد تقني ثابت جديد جميل حديث حر حقيقي خاص خفيف دائم دقيق رسمي رقمي رئيسي سابق سريع سنوي سهل "
    "شامل شعبي "
    "صالح صحيح صغير صعب ضروري ضعيف طبيعي طويل ظاهر عادل عام علمي عميق غني فعال قديم قريب قصير قوي كامل كبير لازم "
    "مباشر متين محلي مدني مستمر مشترك معروف مفتوح مفيد ممتاز مناسب مهم نادر نافع نشيط واسع واضح وطني"
).split()
AR_VERBS = (  # without the letter that says the gender
    "بحث بدأ برز بني تابع تجاوز تضمن جدد جمع حدد حسن حفظ حقق حلل حمي خدم خفض دعم درس دير ذكر راجع راقب رتب رسم رفض "
    "ساعد سبق سجل سهل شرح شمل صحح صف صون طبع طلب طور عالج عرض عزز علن فتح فحص فسر قارن قبل قدم قود قيس كتب كشف كمل "
    "لخص مثل منح مول ناقش نشر نظم نفذ نقل واجه وثق وجه وزع وسع وضح وفر"
).split()
AR_PATTERNS = (
    "{v} {np} {np}.",
    "في {place} {v} {np} {np}، و{v} {np} {np}.",
    "منذ {month} {year} {v} {org} {np} و{np}.",
    "قال {person}: «{v} {np} {np}».",
    "{Percent} من الحالات في {place} تخص {np} أو {np}.",
    "بعد {number} سنوات {v} {np} {np}؛ ثم {v} {np} {np}.",
    "إن {np} مع {np} و{np} في {place}.",
    "هل {v} {np} {np}؟",
    "{project} {v} {np}، و{v} {np} {np} قبل {month} {year}.",
    "لا {v} {np} {np} من دون {np}.",
)

# --- Names --------------------------------------------------------------------------------------------------------
FIRST_NAMES = {
    "en": "Ada Alan Alice Amy Ben Carol Clara Daniel Dora Edith Edwin Ella Frank Grace Hugh Irene Jack Jane "
    "Kate Laura Leo "
    "Lucy Mark Mary Neil Nora Oscar Paul Rose Ruth Simon Susan Thomas Vera Walter",
    "fr": "Adèle Alain Anne Aurélie Basile Camille Cécile Claire Denis Élise Émile Étienne Fabien François "
    "Gaëlle Hélène "
    "Hugo Inès Jeanne Jérôme Julie Léa Louis Lucie Marc Margaux Noël Odile Pascal Régis Sylvie Théo Yves Zoé",
    "de": "Anja Bernd Dieter Elke Emil Franz Greta Hanna Hans Heike Ilse Jana Jörg Karl Käthe Lena Lutz "
    "Maren Otto Petra "
    "Ralf Silke Sören Ute Ulrich Wolf",
    "ar": "أحمد أمل أمين إيمان بسام جميل حسن خالد دينا رامي رنا زينب سامي سلمى طارق عادل فاطمة كريم ليلى "
    "مريم نبيل هدى ياسر",
}
LAST_NAMES = {
    "en": "Ashby Barlow Benton Carver Chandler Crane Dalton Draper Ellison Fenwick Fletcher Garland Hale "
    "Harper Holt Ingram "
    "Keating Lambert Larkin Marsh Mercer Norwood Osborne Palmer Pratt Quill Reeve Sadler Shaw Thorne Turner "
    "Underhill "
    "Vickers Wade Winslow Yardley",
    "fr": "Aubert Barbier Blanchard Boyer Carpentier Chevalier Colin Dumas Durand Fabre Faure Garnier "
    "Gauthier Girard "
    "Guérin Jacquet Lacroix Lebrun Lefèvre Maréchal Meunier Moreau Noiret Perrin Picard Renard Rousseau "
    "Tessier Vasseur",
    "de": "Albrecht Bauer Becker Brandt Dietrich Engel Fuchs Gärtner Hartmann Jäger Köhler Krüger Lindner "
    "Möller Neumann "
    "Pohl Richter Schäfer Seidel Vogt Weber Winkler Ziegler",
    "ar": "البغدادي البناء الجزائري الحداد الحلبي الخطيب الدمشقي الراوي الزهراوي السالم الشامي الصباغ الطيب "
    "العطار الفارس القاسم "
    "الكاتب المصري النجار الهاشمي",
}
PLACE_HEADS = {
    "en": "Ald Ash Barn Beck Black Brack Bram Brook Burn Cald Carl Clay Cold Cran Dart Dun East Elm Fair "
    "Fern Glen Gold Grim "
    "Hal Hart Haw Hazel High Horn Kel Kirk Lang Lind Long Marl Mar Mel Mill Nether New North Oak Old Pen Red "
    "Rush Sand "
    "Sel Sher Stan Stone Thorn Up Wal Wen West Whit Win Wood York",
    "fr": "Alb Arg Aub Aug Bar Bel Berg Bois Bour Bri Cahor Cham Char Châteaun Clair Coul Court Dam Eper Fer "
    "Font Gran Haut "
    "Jar Lam Lar Lou Mar Mau Mont Mor Mouss Neuv Orl Pont Quim Rav Ris Roch Sal Sar Ser Sol Tar Thi Tour Val "
    "Vaut Vern Vill",
    "de": "Adel Alt Arns Bern Birken Blau Buch Burg Eber Eich Erlen Falken Feld Fried Grün Hain Hasel Heiden "
    "Hirsch Holz Kirch "
    "Königs Lauter Linden Mühl Neu Ober Platt Rein Rosen Schön Sommer Stein Tann Unter Wald Weiden Wolfs",
    "ar": "بني دير رأس عين كفر نهر وادي جبل برج تل",
}
PLACE_TAILS = {
    "en": "bridge bury by combe cote dale den field ford gate ham hurst ingham ington leigh ley mere minster "
    "mouth ness port "
    "ridge shaw stead stoke thorpe ton wick wood worth",
    "fr": "ac ance ange ans argues aux ay court elles enne ente ères esse eville fort gny igny ille issac "
    "ives lieu mont "
    "oire onne oux sange tain vaux ville y",
    "de": "ach au bach berg brück büttel dorf feld furt hagen hausen heim hof kirchen leben ow rode stadt "
    "stedt stein tal "
    "walde wangen",
    "ar": "الأمير البستان الجوز الحجر الخير الدار الرمل الزهر السلام الشمس الصخر الطير العسل القمر الكرم "
    "اللوز الماء النخيل النور الورد",
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
}
ORGANISATIONS = {
    "en": "the {place} Office|the Agency of {place}|{place} Council|the University of {place}|the {place} Trust|"
    "the Library of {place}|the {place} Water Board",
    "fr": "la mairie de {place}|l’agence de {place}|l’université de {place}|le syndicat de {place}|"
    "la fondation de {place}|"
    "le conseil de {place}",
    "de": "die Stadt {place}|das Amt {place}|die Hochschule {place}|das Werk {place}|der Verein {place}",
    "ar": "بلدية {place}|جامعة {place}|مكتبة {place}|هيئة {place}",
}
PROJECTS = {
    "en": "The {place} Plan|Project {place}|The {place} Line|The {place} Survey",
    "fr": "Le plan {place}|Le projet {place}|La ligne {place}|Le réseau {place}",
    "de": "Das Projekt {place}|Die Linie {place}|Der Plan {place}|Das Netz {place}",
    "ar": "مشروع {place}|خطة {place}|شبكة {place}|برنامج {place}",
}
# How things that recur are called: sections, heads of tables, lines before a list.
SECTIONS = {
    "en": "Culture|Economy|Environment|Health|Housing|Law|Research|Schools|Transport",
    "fr": "Culture|Économie|Environnement|Santé|Logement|Droit|Recherche|Écoles|Transports",
    "de": "Kultur|Wirtschaft|Umwelt|Gesundheit|Wohnen|Recht|Forschung|Schulen|Verkehr",
    "ar": "ثقافة|اقتصاد|بيئة|صحة|سكن|قانون|بحوث|مدارس|نقل",
}
TABLE_HEADS = {
    "en": "Place|Number|Share|Cost|Remarks",
    "fr": "Lieu|Nombre|Part|Coût|Remarques",
    "de": "Ort|Anzahl|Anteil|Kosten|Bemerkungen",
    "ar": "المكان|العدد|النسبة|الكلفة|ملاحظات",
}
SEE_ALSO = {
    "en": "See also {link}.",
    "fr": "Voir aussi {link}.",
    "de": "Siehe auch {link}.",
    "ar": "انظر أيضا {link}.",
}
