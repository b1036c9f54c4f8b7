internal import Platform
internal import PromptServer

extension ServerSettings.Certificate {
  /// Reads a certificate and its key.
  init(_ files: (certificate: String, key: String)) throws(SystemError) {
    func text(_ path: String) throws(SystemError) -> String {
      String(decoding: try FileSystem().readFile(path, maxBytes: 1 << 20), as: UTF8.self)
    }
    self.init(chain: try text(files.certificate), key: try text(files.key))
  }
}
