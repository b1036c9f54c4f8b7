/// Texts that try to be more than text on a page.
public enum HostileMarkup {
  /// Each of them.
  public static let all: [String] = [
    "<script>alert(1)</script>", "</title><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>", "\n\n</textarea>", "</style></pre></div></main>",
    "<!-- ", "--><b>x</b>", "<!--><script>", "<![CDATA[x]]>", "]]>", "<?xml x?>", "<!doctype svg>",
    "&lt;b&gt; &amp; &quot;", "&#60;script&#62;", "&notit; &copy &#x0; &#0; &#13;", "&", "&&amp",
    "\" onmouseover=\"alert(1)", "' onfocus='alert(1)' x='", "x\u{A0}onload=alert(1)",
    "<base href=//example.com>", "<meta http-equiv=refresh content=0;url=//example.com>",
    "<svg><style><!--</style><img src=x></svg>", "<math><mtext></p><img src=x onerror=y>",
    "<svg/onload=alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:x>",
    "<form action=//example.com><input name=x>", "<plaintext>", "<noscript><p title='</noscript>'>",
    "<template><x>", "<table><tr><td>x", "<select><option><svg>", "{{x}} ${x} <%= x %>",
    "\u{202E}evil\u{202C}", "\u{2066}a\u{2069}b", "a\u{0}b", "<scr\u{0}ipt>", "a\rb\r\nc\nd\r",
    "\r\n", "\n", "\u{C}x\u{B}", "\u{1B}[31m", "\u{7F}\u{80}\u{9F}", "\u{E0041}\u{E0042}\u{200B}",
    "\u{FEFF}x", "\u{2028}\u{2029}\u{85}", "\u{FFFE}\u{FFFF}\u{10FFFF}\u{2FFFE}", "\u{FFFD}",
    "+ADw-script+AD4-", "<\u{301}b>", "＜script＞", "  two  spaces\t ", "\u{1F3F4}\u{E0067}\u{E007F}",
  ]
}
