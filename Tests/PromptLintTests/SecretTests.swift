import CanonicalJSON
import PromptLint
import TestSupport
import Testing

/// Keys in the shapes of their issuers, put together here so that no file holds one.
@Suite struct SecretTests {
  /// Letters and digits that look random and are always the same.
  private static func letters(_ count: Int, _ alphabet: String, seed: UInt64 = 7) -> String {
    let letters = Array(alphabet)
    var state = seed
    return String(
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      })
  }

  private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  private static let mixed = upper + "abcdefghijklmnopqrstuvwxyz0123456789"

  /// Keys that detect-secrets finds too.
  static let known: [String] = [
    "AKIA" + letters(16, upper + "0123456789"), "ASIA" + letters(16, upper + "0123456789", seed: 3),
    "ghp_" + letters(36, mixed), "ghs_" + letters(36, mixed, seed: 2),
    "glpat-" + letters(20, mixed),
    "sk-" + letters(20, mixed) + "T3Blbk" + "FJ" + letters(20, mixed, seed: 5),
    "sk-proj-" + letters(30, mixed) + "T3Blbk" + "FJ" + letters(20, mixed, seed: 6),
    "xoxb-" + "1234567890-1234567890-" + letters(24, mixed),
    "https://hooks.slack.com/" + "services/T" + letters(8, upper) + "/B"
      + letters(8, upper, seed: 9)
      + "/" + letters(24, mixed),
    "sk_" + "live_" + letters(24, mixed),
    "-----BEGIN RSA " + "PRIVATE KEY-----\n" + letters(64, mixed) + "\n" + letters(40, mixed)
      + "\n-----END RSA PRIVATE KEY-----",
    "postgres://admin:" + letters(12, mixed) + "@db.example.com/main",
  ]

  /// Keys of issuers that it has no detector for.
  static let others: [String] = [
    "sk-ant-" + "api03-" + letters(93, mixed) + "AA", "AIza" + letters(35, mixed),
    "GOCSPX-" + letters(28, mixed), "npm_" + letters(36, mixed), "hf_" + letters(34, mixed),
    "github_pat_" + letters(22, mixed) + "_" + letters(59, mixed),
    "rk_" + "live_" + letters(24, mixed),
  ]

  private func secrets(_ text: String, _ rule: String = "secret") -> [Finding] {
    Linter().findings(in: LintSource(text: text, path: "a.txt")).filter { $0.rule == rule }
  }

  @Test func aCutExcerptShowsNoPartOfASecret() {
    let secret = Self.known[2]
    for length in 0...40 {
      let text = String(repeating: "x ", count: length) + secret
      let tags = text.unicodeScalars.compactMap { Unicode.Scalar(0xE0000 + $0.value) }
      let hidden = String(String.UnicodeScalarView(tags))
      let source = LintSource(text: "{{#if \(text)}} \(hidden)", path: "a.txt")
      for finding in Linter().findings(in: source) where finding.rule != "secret" {
        #expect(!finding.message.contains(secret.prefix(6)), "\(finding.message)")
      }
    }
  }

  @Test(arguments: known + others)
  func aPlantedKeyIsFoundAndNotShown(_ key: String) throws {
    // Of an address, only the password.
    let secret = key.split(separator: "@")[0].suffix(8)
    for text in ["Use \(key) now.", "\"\(key)\"", "x=\(key)\n", "é \(key)", key] {
      let found = secrets(text)
      #expect(found.count == 1, "\(text)")
      let shown = text.withoutSecrets
      #expect(shown.contains("…"), "\(shown)")
      #expect(!shown.contains(secret), "\(shown)")
      #expect(
        shown.split(separator: "\n", omittingEmptySubsequences: false).count
          == text.split(separator: "\n", omittingEmptySubsequences: false).count)
      #expect(secrets(shown).isEmpty, "\(shown)")
      let message = try #require(found.first).message
      #expect(!message.contains(secret), "\(message)")
    }
  }

  /// The same texts, by the program that many repositories are scanned with.
  @Test func detectSecretsFindsThemToo() throws {
    let script = """
      import os, tempfile
      from detect_secrets.core import scan
      from detect_secrets.settings import transient_settings
      plugins = ["AWSKeyDetector", "GitHubTokenDetector", "GitLabTokenDetector", "OpenAIDetector",
                 "SlackDetector", "StripeDetector", "PrivateKeyDetector", "BasicAuthDetector",
                 "JwtTokenDetector"]
      answer = []
      with transient_settings({"plugins_used": [{"name": name} for name in plugins]}):
        for text in data:
          with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.txt")
            open(path, "w").write("Use " + text + " now.\\n")
            answer.append(len(list(scan.scan_file(path))))
      """
    let texts = Self.known + ["nothing", "ghp_short", "https://example.com/a:b@c"]
    let counts = try #require(
      try PythonPackages.run(script, on: .array(texts.map { .string($0) })).array)
    for (text, count) in zip(texts, counts) {
      let number = try #require(count.integer)
      #expect((number > 0) == !secrets("Use \(text) now.").isEmpty, "\(text): \(number)")
    }
  }

  @Test(arguments: [
    "AKIA" + "IOSFODNN7EXAMPLE", "ghp_" + String(repeating: "x", count: 36), "sk-learn", "sk-ant-",
    "AIzaShort", "postgres://user:password@host/db", "https://user:{{password}}@host",
    "https://example.com:8080/@x", "mailto:a@b.example", "-----BEGIN RSA PRIVATE KEY-----",
    "A block begins with -----BEGIN PRIVATE KEY----- and has lines of letters and digits.",
    "npm_config_registry", "hf_hub_download", "AKIA" + letters(17, "ABCDEFGHIJ0123456789"),
    "-----BEGIN PUBLIC KEY-----\n" + letters(64, mixed) + "\n-----END PUBLIC KEY-----",
  ])
  func picturesOfKeysAreNone(_ text: String) {
    #expect(secrets(text).isEmpty)
    #expect(text.withoutSecrets == text)
  }

  @Test func aTokenIsAWarning() throws {
    func part(_ text: String) throws -> String {
      let result = try run("base64", ["-w0"], stdin: Array(text.utf8))
      return result.stdout.replacing("=", with: "").replacing("+", with: "-")
        .replacing("/", with: "_")
    }
    let token =
      try part(#"{"alg":"HS256"}"#) + "." + part(#"{"sub":"1234567890"}"#) + "."
      + part("signature of thirty-two bytes...")
    #expect(secrets("Bearer \(token)", "token-like").count == 1)
    #expect(secrets("Bearer \(token)").isEmpty)
    #expect(secrets("eyJ.eyJ.x", "token-like").isEmpty)
  }

  /// Text that begins like keys again and again takes no longer than other text.
  @Test(arguments: [
    "sk-", "-----BEGIN PRIVATE KEY-----", "eyJ", "://a:b", "hooks.slack.com/services/T", "AKIA ",
    "-----BEGIN PRIVATE KEY-----\n", "{{", "{{a", "}}", "<a>", "\u{200B}", "é\u{301}", "Ã©", "pа",
    "\u{E0041}", "{{a}", "# lint: allow secret\n", "\r\n", " \n", "---\n", "://aaaa:",
  ])
  func hostileRepetitionIsLinear(_ piece: String) {
    let growth = Growth(of: 10_000) { size in
      let text = String(repeating: piece, count: size / piece.utf8.count)
      _ = Linter(.everything).findings(in: LintSource(text: text, path: "a.txt"))
      _ = text.visibleWithoutSecrets
    }
    #expect(growth.isLinear, "\(piece): \(growth)")
  }
}
