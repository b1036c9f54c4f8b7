/// What lies in a file's place while its text is kept elsewhere, or is encrypted: a pointer of Git
/// LFS and the like.
struct PlaceholderFile {
  /// What it is, such as `a pointer of Git LFS`.
  let what: String

  /// The command that brings the text into the work tree, and what it does.
  let remedy: String

  /// What a file is, if its bytes are not the text itself.
  static func of(_ bytes: some Collection<UInt8>) -> PlaceholderFile? {
    // All of these are told by their first line.
    let mark = ByteOrderMark.length(in: bytes)
    let start = Array(bytes.prefix(1_024 + mark).dropFirst(mark))
    func begins(_ text: String) -> Bool { start.starts(with: text.utf8) }
    if begins("version https://git-lfs.github.com/spec/")
      || begins("version https://hawser.github.com/spec/"),
      bytes.count <= 1_024,
      start.split(separator: 0x0a).contains(where: { $0.starts(with: "oid ".utf8) })
    {
      return PlaceholderFile(what: "a pointer of Git LFS", remedy: "`git lfs pull` fetches it")
    }
    if isAnnexed(start), bytes.count <= 32_768 {
      return PlaceholderFile(what: "a pointer of git-annex", remedy: "`git annex get` fetches it")
    }
    if begins("#$# git-fat ") {
      return PlaceholderFile(what: "a pointer of git-fat", remedy: "`git fat pull` fetches it")
    }
    if begins("\u{0}GITCRYPT\u{0}") {
      return PlaceholderFile(
        what: "encrypted by git-crypt", remedy: "`git-crypt unlock` decrypts it")
    }
    // What openssl writes for a password, in base 64: "Salted__".
    if begins("U2FsdGVkX1"), start.allSatisfy(isBase64) {
      return PlaceholderFile(
        what: "encrypted by transcrypt",
        remedy: "`transcrypt` with the repository's password decrypts it")
    }
    if begins("$ANSIBLE_VAULT;") {
      return PlaceholderFile(
        what: "encrypted by ansible-vault", remedy: "`ansible-vault decrypt` decrypts it")
    }
    if begins("age-encryption.org/v1") || begins("-----BEGIN AGE ENCRYPTED FILE-----") {
      return PlaceholderFile(what: "encrypted by age", remedy: "`age --decrypt` decrypts it")
    }
    if begins("-----BEGIN PGP MESSAGE-----") {
      return PlaceholderFile(what: "encrypted by PGP", remedy: "`gpg --decrypt` decrypts it")
    }
    return nil
  }

  /// A pointer file, or a link into the annex that was checked out as a file.
  private static func isAnnexed(_ start: [UInt8]) -> Bool {
    if start.starts(with: "/annex/objects/".utf8) { return true }
    let line = start.prefix { $0 != 0x0a }
    guard line.count == start.count || line.count + 1 == start.count else { return false }
    let steps = line.split(separator: UInt8(ascii: "/")).drop { $0.elementsEqual("..".utf8) }
    return steps.starts(with: [".git", "annex", "objects"]) { $0.elementsEqual($1.utf8) }
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="), 0x0a, 0x0d:
      true
    default: false
    }
  }
}
