import com.adobe.epubcheck.tool.EpubChecker;

/** Runs EPUBCheck on many books in one process, which starts in five seconds: "book.epub" gives "book.epub.json". */
public class EpubCheckMany {
  public static void main(String[] books) {
    for (String book : books) {
      new EpubChecker().run(new String[] {book, "-q", "--json", book + ".json"});
    }
  }
}
