import CanonicalJSON
import TestSupport

/// Renders comments as hosts do, and says what is in them that is not ours.
enum MarkdownJudge {
  /// For each comment its problems, and the texts of its fences and code spans.
  struct Verdict {
    let problems: [String]
    let fences: [String]
    let items: [String]
    let rows: Int
  }

  static func verdicts(on texts: [String]) throws -> [Verdict] {
    let data = JSONValue.array(texts.map { .string($0) })
    let answer = try PythonPackages.run(program, on: data)
    return try (answer.array ?? []).map { value in
      func list(_ key: String) throws -> [String] {
        guard let values = value.object?[key]?.array else { throw PythonAnswerMissing(key: key) }
        return values.compactMap(\.string)
      }
      return Verdict(
        problems: try list("problems"), fences: try list("fences"), items: try list("items"),
        rows: value.object?["rows"]?.integer ?? -1)
    }
  }

  private struct PythonAnswerMissing: Error {
    let key: String
  }

  /// markdown-it-py gives the pieces; GitHub's own renderer the HTML, whose elements have to be the
  /// same ones.
  private static let program = #"""
    import html.parser, re
    import cmarkgfm
    from cmarkgfm.cmark import Options
    from markdown_it import MarkdownIt

    reader = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    blocks = {"html_block", "heading_open", "heading_close", "inline", "paragraph_open",
              "paragraph_close", "table_open", "table_close", "thead_open", "thead_close",
              "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open", "th_close", "td_open",
              "td_close", "bullet_list_open", "bullet_list_close", "list_item_open",
              "list_item_close", "fence"}
    inlines = {"text", "code_inline", "strong_open", "strong_close"}
    raw = re.compile(r"<!-- promptrepo review -->\n"
                     r"|<details><summary><code>[a-z0-9._/-]+</code></summary>\n|</details>\n?")
    # What stays of a message as plain text: words, numbers, punctuation behind a word.
    plain = re.compile(r"[A-Za-z0-9 ,.;:?'()→…+–-]*")
    # What hosts make links and pictures of in plain text.
    linked = re.compile(r"@|#|www\.|://|\b[0-9a-fA-F]{7,40}\b|\b[A-Za-z]+-\d|:\w+:|[A-Za-z0-9]\.[A-Za-z]")


    class Elements(html.parser.HTMLParser):
        def __init__(self):
            super().__init__()
            self.found, self.codes, self.problems, self.inside = [], [], [], []

        def handle_starttag(self, tag, attributes):
            self.found.append(tag)
            self.inside.append(tag)
            if attributes and (tag, attributes) != ("code", [("class", "language-diff")]) \
                    and attributes != [("lang", "diff")]:
                self.problems.append(f"attributes {tag} {attributes}")
            if tag == "code":
                self.codes.append("")

        def handle_endtag(self, tag):
            if not self.inside or self.inside.pop() != tag:
                self.problems.append(f"</{tag}> closes another")

        def handle_data(self, text):
            if "code" in self.inside:
                self.codes[-1] += text


    def judge(text):
        problems, fences, items, codes, found, rows = [], [], [], [], [], 0
        depth = item = None
        for token in reader.parse(text):
            if token.type not in blocks:
                problems.append(f"{token.type}: {token.content[:80]!r}")
            if token.type == "html_block":
                # Lines of ours that follow each other are one block.
                for line in token.content.splitlines(True):
                    if not raw.fullmatch(line):
                        problems.append(f"html {line[:80]!r}")
            if token.type == "heading_open" and token.tag != "h3":
                problems.append(token.tag)
            if token.type == "fence":
                if token.info != "diff":
                    problems.append(f"fence of {token.info!r}")
                fences.append(token.content)
                codes.append(token.content)
            if token.type == "tr_open":
                rows += 1
            if token.type == "list_item_open":
                item = ""
            if token.type == "list_item_close":
                items.append(item)
                item = None
            for child in token.children or []:
                if child.type not in inlines:
                    problems.append(f"{child.type}: {child.content[:80]!r} {child.attrs}")
                if child.type == "text":
                    if not plain.fullmatch(child.content) or linked.search(child.content):
                        problems.append(f"plain {child.content[:200]!r}")
                if child.type == "code_inline":
                    codes.append(child.content)
                if item is not None:
                    item += child.content
        page = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
        elements = Elements()
        elements.feed(page)
        elements.close()
        problems += elements.problems
        extra = set(elements.found) - {
            "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "code",
            "pre", "details", "summary"}
        if extra:
            problems.append(f"elements {extra}")
        if elements.inside:
            problems.append(f"open {elements.inside}")
        names = [code for code in re.findall(r"(?m)^<details><summary><code>(.*)</code>", text)]
        if sorted(elements.codes) != sorted(codes + names):
            problems.append("the two renderers do not see the same code")
        if elements.found.count("tr") != rows or elements.found.count("li") != len(items) \
                or elements.found.count("pre") != len(fences):
            problems.append("the two renderers do not see the same blocks")
        if text.count("<!-- promptrepo review -->\n### ") != 1:
            problems.append("no mark, or several")
        return {"problems": problems, "fences": fences, "items": items, "rows": rows}


    answer = [judge(text) for text in data]
    """#
}
