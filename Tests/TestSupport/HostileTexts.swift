/// Texts that try to leave the place in which a report shows them.
public enum HostileTexts {
  /// Each of them, with those of several lines.
  public static let all: [String] =
    fences + markup + references + commands + characters + breakers + long

  /// Each of them, and so many texts that are cut together from them; in the extra suite twenty times
  /// as many.
  public static func andMixtures(_ count: Int) -> [String] {
    var mutator = Mutator(seed: 20_260_315)
    let corpus = all.map { Array($0.utf8) }
    return all
      + (0..<(isExtra ? 20 * count : count)).map { _ in
        // Long texts are among the others.
        String(decoding: mutator.input(from: corpus).prefix(400), as: UTF8.self)
      }
  }

  /// What ends a block of code of Markdown, or seems to.
  public static let fences = [
    "```", "````", "``````````", " ```", "   ```", "    ```", "\t```", "~~~", "   ~~~~", "```diff",
    "```\n# Approved\n```", "   ````\n<b>x</b>\n   ````", "~~~\n**x**\n~~~", "`", "``", "` `",
    "`x`",
    "`` ` ``", "x`y", "`x", "x`", String(repeating: "`", count: 70), "`|`", "\\`x\\`", "'`x`'",
    "`'x'`",
  ]

  /// Markup of Markdown and HTML.
  public static let markup = [
    "<script>alert(1)</script>", "<!-- x", "-->", "<!-- promptrepo review -->", "</details>",
    "</code></summary>", "</summary></details>\n\n# x", "<img src=x onerror=y>", "<a href=x>y</a>",
    "<details open>", "<?x?>", "<![CDATA[x]]>", "&lt;b&gt;", "&#96;&#96;&#96;", "# Approved",
    "**Approved**", "__x__", "_x_", "*x*", "~~x~~", "> quote", "- [ ] task", "* x", "+ x", "- x",
    "1. x", "***", "---", "===", "    code", "| a | b |\n|---|---|\n| c | d |", "|", "\\|", "a|b",
    "|\u{301}", "`|\u{301}`", "$x$", "$`x`$", "$$x$$", ":tada:", "[^1]", "[^1]: x", "\\", "\\\\",
    "\\*x*",
    "x  \ny", "x\\\ny",
  ]

  /// Mentions, links, images, and what hosts turn into links by themselves.
  public static let references = [
    "@octocat", "see @octo/cats.", "(@octocat)", "'@octocat'", "x@example.com", "#1", "octo/cat#1",
    "GH-1", "gh-12", "ABC-123", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "deadbeef", "1234567",
    "http://example.com/?a=b&c", "https://example.com", "www.example.com", "ftp://example.com",
    "mailto:x@example.com", "<http://example.com>", "[x](http://example.com)", "[x](javascript:y)",
    "![x](http://example.com/x.png)", "[x]: http://example.com", "[x][x]", "[x]", "[x](1)",
    "www.", "WWW. x", "a deadbeef-abcdef0", "2099999999-03-15", "example.com", "x.example.com/y",
    "//example.com",
  ]

  /// What a runner of steps carries out, or escapes.
  public static let commands = [
    "::set-output name=x::y", "::error::x", "  ::error::x", "\t::warning::x", "\u{3000}::notice::x",
    "\u{A0}::error::x", "x\n::error::y", "##[error]x", "x ##[group]y", "##[endgroup]",
    "##\u{301}[error]x",
    "::stop-commands::x", "::endgroup::", "::group::x", "::add-mask::a", "::debug::x",
    "::0123456789abcdef0123456789abcdef::", "##[0123456789abcdef0123456789abcdef]",
    "x ##[0123456789abcdef0123456789abcdef]", "##vso[task.complete]", "%0A::error::x", "%0D%0A",
    "%25",
    "%", "%3A", "a,b", "a:b", ",line=1", "::", ":::", "x::y", "##", "##[", "]", ";",
  ]

  /// Characters that a terminal obeys, that nobody sees, or that are cut apart with care.
  public static let characters = [
    "\u{1B}[31mred", "\u{1B}]0;title\u{7}", "\u{9B}31m", "\u{7}", "\u{8}\u{8}", "\u{7F}",
    "\u{202E}abc\u{202C}",
    "\u{2066}x\u{2069}", "\u{200B}", "x\u{200B}y", "\u{E0041}\u{E0042}", "\u{FEFF}", "\u{2028}",
    "x\u{2029}y", "\u{85}",
    "\u{0}", "a\u{0}b", "a\rb", "\r", "a\r\nb", "a\nb", "\n", "\n\n", "\t", "a\tb", "\u{B}",
    "\u{C}", "\u{AD}",
    "é", "e\u{301}", "\u{301}", "日本語", "العربية", "👩‍👩‍👧‍👦", "\u{FFFD}", "\u{10FFFF}",
  ]

  /// What ends strings and structures of formats, and what stands for nothing.
  public static let breakers = [
    "", " ", "  x  ", "]]>", "\"", "\\\"", "\"}\n{\"object\":\"x\"}", "\\u0000", "\\n", "'", "''",
    "' '", "'x",
    "x'", "it's", "'a' 'b'", "(", "((", "()", "(')", "('x", "{0}", "{{x}}", "{", "null", "→", "…",
    "[-x-]{+y+}",
    "@@ 1 @@", "+x", "-x", " x", "--- a", "+++ b", "<U+200B>", ".", "..", ",", "?", "v8 is newer",
    "2026-03-15", "1.5", "1-a", "a-1", "a.b.c", "a_b", "a/b",
  ]

  /// Long texts, for the time they take as well.
  public static let long = [
    String(repeating: "a", count: 5_000), String(repeating: "word ", count: 2_000),
    String(repeating: "`", count: 500), String(repeating: "'a ", count: 1_000),
    String(repeating: "`a ", count: 1_000), String(repeating: "(", count: 2_000),
    String(repeating: "<", count: 1_000), String(repeating: "[x](", count: 500),
    String(repeating: "x\n", count: 1_000), String(repeating: "\u{301}", count: 500),
  ]
}
