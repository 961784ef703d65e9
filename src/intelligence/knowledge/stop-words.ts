/** Words that say nothing about the matter, by language: question words, pronouns, politeness. Left out of word retrieval; the n-grams keep them. */

const LISTS: Record<string, string> = {
  en: `a about after again all also am an and any anyone anything are aren as at be because been before being both but by
    can cannot could couldn d did didn do does doesn doing don down each else few for from further get gets getting give
    go going got had has have having he hello help her here hers hey hi him his how however i if in into is isn it its just
    know let like ll look looking m made make many may maybe me might more most much must my myself need no nor not now of
    off on once one only or other our out over own please re really s same say see shall she should since so some someone
    something still such sure t take tell than thank thanks that the their them then there these they thing things this
    those through to too try trying under up us use ve very want wants was wasn way we well were what whats when where
    which while who why will with won would wouldn yes yet you your yours`,
  es: `a al algo alguien alguna algunas alguno algunos ante antes aqui asi aun bien buenas buenos cada como con cosa cual
    cuales cuando cuanto de del desde donde dos el ella ellas ellos en entre era eres es esa esas ese eso esos esta estaba
    estan estar estas este esto estos estoy favor fue ha haber hace hacer hasta hay he hola la las le les lo los mas me mi
    mis mucho muy nada necesito ni no nos nosotros o os otra otro para pero poco por porque puede puedo pues que quien
    quiero saber se ser si sin sobre solo son soy su sus tambien te tener tengo tiene todo todos tu tus un una unas uno
    unos usted ustedes va voy y ya yo`,
  de: `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei bin bis bist bitte da damit dann das
    dass dein deine dem den der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem
    einen einer eines er es etwas euch euer fur gegen gibt habe haben hallo hat hatte hier hin ich ihm ihn ihnen ihr ihre
    im in ins ist ja jede jedem jeden jeder jetzt kann kannst konnen koennen konnte mal man mein meine meinem meinen meiner
    mich mir mit mochte moechte muss nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine sich sie sind so
    soll sollte uber um und uns unser unter viel vom von vor wann war waren warum was weil welche welcher wenn wer werde
    werden wie wieder will wir wird wo wurde zu zum zur zwischen`,
  fr: `a ai alors apres au aucun aussi autre aux avant avec avez avoir avons bien bonjour c ca car ce cela ces cet cette
    chez comme comment d dans de des du elle elles en encore est estce et etais etait ete etes etre eu fait faire faut
    il ils j je l la le les leur leurs lui m ma mais me merci mes moi mon n ne ni nos notre nous on ont ou par parce pas
    peu peut peux plait plus pour pourquoi puis quand que quel quelle quelles quels qui quoi s sa sans savoir se sera ses
    si sil son sont suis sur t ta te tes toi ton tous tout toute tres tu un une va vais veux voudrais vos votre vous y`,
  pt: `a ao aos aquela aquele aqui as ate bem boa bom com como da das de dela dele depois do dos e ela elas ele eles em entre
    era essa esse esta estao estar estas estava este estes estou eu faz fazer favor foi ha isso isto ja la lhe mais mas
    me mesmo meu meus minha minhas muito na nao nas nem no nos nossa nosso num numa o ola onde os ou para pela pelo por
    porque posso pode pra preciso qual quais quando que quem quero se sem ser seu seus so sobre sou sua suas tambem te tem
    tenho ter toda todo todos tu um uma umas uns vai voce voces vou`,
  it: `a ad ai al alla alle allo anche ancora avere bene buongiorno c che chi ci ciao come con cosa cosi cui da dal dalla
    dalle dei del della delle dello di do dopo dove e ed era essere fa fare favore gia gli ha hai hanno ho i il in io l la
    le lei li lo loro lui ma me mi mia mie miei mio molto ne nei nel nella nelle no noi non nostra nostro o ogni per
    perche piu poco posso puo quale quali quando quanto quella quello questa queste questi questo qui sapere se sei senza
    si sia solo sono sta stato su sua sue sui sul sulla suo suoi te ti tra tu tua tuo tutti tutto un una uno vi voglio
    vorrei vostro`,
};

const SETS = new Map(Object.entries(LISTS).map(([language, words]) => [language, new Set(words.split(/\s+/))]));
const NONE: ReadonlySet<string> = new Set();

/** The words of `language` (ISO 639-1) that retrieval leaves out, written without accents; empty for a language without a list. */
export function stopWords(language: string): ReadonlySet<string> {
  return SETS.get(language) ?? NONE;
}
