import Foundation
import TestSupport
import Testing

/// TLS with certificates that are made here.
@Suite struct CertificateTests {
  /// Makes `NAME.pem` and `NAME.key` for 127.0.0.1, and gives their path without an ending.
  private func make(_ name: String, in folder: String) throws -> String {
    let path = "\(folder)/\(name)"
    let result = try TestSupport.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", "\(path).key", "-out", "\(path).pem",
      ])
    try #require(result.status == 0, "\(result.stderr)")
    return path
  }

  @Test func aCertificateIsExchangedWhileItServes() throws {
    let served = try ServedRepo()
    let folder = served.repo.directory.path
    let (first, second) = (try make("first", in: folder), try make("second", in: folder))
    let (used, key) = ("\(folder)/used.pem", "\(folder)/used.key")
    try FileManager.default.copyItem(atPath: "\(first).pem", toPath: used)
    try FileManager.default.copyItem(atPath: "\(first).key", toPath: key)
    let server = try served.serve("--tls-cert", used, "--tls-key", key)
    #expect(server.url.hasPrefix("https://127.0.0.1:"))
    try served.judge(server, ["certificates"], first, second, used, key)
    try served.expectGoodEnd(server)
  }

  @Test func whatIsNoCertificateIsRefused() throws {
    let served = try ServedRepo()
    let folder = served.repo.directory.path
    let (first, second) = (try make("first", in: folder), try make("second", in: folder))
    try served.repo.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n")
    try served.repo.write("empty.pem", "")
    for (certificate, key) in [
      ("\(first).pem", "\(second).key"), ("broken.pem", "\(first).key"),
      ("empty.pem", "\(first).key"), ("\(first).pem", "empty.pem"),
      ("\(first).key", "\(first).pem"),
    ] {
      #expect(
        try served.repo.refusal(
          "serve", "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key) == """
            Error: the certificate and its key cannot be used together.
              Both have to be PEM files, and the key has to be the certificate's.

            """)
    }
    #expect(
      try served.repo.refusal(
        "serve", "--listen", "127.0.0.1:0", "--tls-cert", "nothing", "--tls-key", "\(first).key"
      ).contains("/nothing'"))
    try served.expectSoundStores()
  }
}
