internal import CanonicalJSON

extension Members {
  /// Why something is deployed; may be absent or `null`, and is absent when it is empty.
  func reason() throws(FormatError) -> String? {
    guard let text = try optionalText("reason"), !text.isEmpty else { return nil }
    let count = text.unicodeScalars.count
    guard count <= Limits.reason else {
      throw FormatError(
        "reason", "'reason' has \(count) characters, and may have at most \(Limits.reason)")
    }
    return text
  }

  /// The id of a deployment that must be there, in any case, in the form that answers have.
  func deploymentID(_ name: String) throws(FormatError) -> String {
    let text = try text(name)
    guard let id = DeploymentObject.canonicalID(text) else {
      throw FormatError(
        name, "'\(name)' has to be the UUID of a deployment: list the deployments to find it")
    }
    return id
  }

  /// Digits of a version's hash that must be there, without `sha256:`.
  func hashDigits(_ name: String) throws(FormatError) -> String {
    guard let digits = Self.hashDigits(try text(name)) else {
      throw FormatError(
        name,
        "'\(name)' has to be the hash of a version, with or without 'sha256:', or its first 8 "
          + "lower-case hexadecimal digits or more")
    }
    return digits
  }

  /// Digits of a version's hash that may be absent or `null`, without `sha256:`.
  func optionalHashDigits(_ name: String) throws(FormatError) -> String? {
    present(name) == nil ? nil : try hashDigits(name)
  }

  /// What has to be live: `none`, or digits of a hash without `sha256:`; may be absent or `null`.
  func expectedHash(_ name: String) throws(FormatError) -> String? {
    guard let text = try optionalText(name) else { return nil }
    if text.utf8.elementsEqual("none".utf8) { return text }
    guard let digits = Self.hashDigits(text) else {
      throw FormatError(
        name,
        "'\(name)' has to be \"none\", or the hash of the version that is live or 8 or more of "
          + "its first digits")
    }
    return digits
  }

  private static func hashDigits(_ text: String) -> String? {
    let prefix = "sha256:".utf8
    let digits = text.utf8.starts(with: prefix) ? text.utf8.dropFirst(prefix.count) : text.utf8[...]
    let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isHex, Limits.hashDigits.contains(digits.count) else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }
}
