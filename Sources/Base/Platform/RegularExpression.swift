internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A POSIX extended regular expression over bytes (`regcomp`, `regexec`).
///
/// Text is UTF-8 whatever the user's locale: `.` is one character, and case is ignored beyond
/// ASCII too. NUL bytes are ordinary characters of the text where the system allows (glibc, macOS).
public final class RegularExpression: Sendable {
  /// The address of the compiled expression, which this object owns; used under the lock only.
  private let compiled: Mutex<UInt>

  /// Compiles a pattern.
  ///
  /// - Parameters:
  ///   - ignoringCase: whether upper and lower case match each other.
  ///   - byLine: whether `^` and `$` match at each line, and `.` matches no line feed.
  public init(
    _ pattern: String, ignoringCase: Bool = false, byLine: Bool = true
  ) throws(RegularExpressionError) {
    guard !pattern.utf8.contains(0) else {
      throw RegularExpressionError(pattern: pattern, message: "it contains a NUL byte")
    }
    var flags = REG_EXTENDED
    if ignoringCase { flags |= REG_ICASE }
    if byLine { flags |= REG_NEWLINE }
    var expression = regex_t()
    let failed = inUTF8Locale { regcomp(&expression, pattern, flags) }
    if failed != 0 {
      var text = [CChar](repeating: 0, count: 256)
      regerror(failed, &expression, &text, text.count)
      let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw RegularExpressionError(
        pattern: pattern, message: String(decoding: bytes, as: UTF8.self))
    }
    let memory = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    memory.initialize(to: expression)
    compiled = Mutex(UInt(bitPattern: memory))
  }

  deinit {
    compiled.withLock { address in
      guard let expression = UnsafeMutablePointer<regex_t>(bitPattern: address) else { return }
      regfree(expression)
      expression.deallocate()
    }
  }

  /// The first match at or after an offset, or nil; an empty match is an empty range.
  public func firstMatch(in bytes: [UInt8], from start: Int = 0) -> Range<Int>? {
    compiled.withLock { address in
      withText(bytes) { text in match(address, text, bytes.count, start) }
    }
  }

  /// All matches that do not overlap, from left to right.
  public func matches(in bytes: [UInt8]) -> [Range<Int>] {
    compiled.withLock { address in
      withText(bytes) { text in
        var found: [Range<Int>] = []
        var start = 0
        while let next = match(address, text, bytes.count, start) {
          found.append(next)
          start = next.upperBound
          if next.isEmpty {
            // Go on at the next character, never inside one.
            start += 1
            while start < bytes.count, bytes[start] & 0xC0 == 0x80 { start += 1 }
          }
        }
        return found
      }
    }
  }
}

/// Lends the bytes as a C string, in the locale that patterns are compiled for.
private func withText<Result>(
  _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result
) -> Result {
  inUTF8Locale {
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map(body) ?? body("")
      }
    }
  }
}

private func match(
  _ address: UInt, _ text: UnsafePointer<CChar>, _ count: Int, _ start: Int
) -> Range<Int>? {
  guard start >= 0, start <= count,
    let expression = UnsafeMutablePointer<regex_t>(bitPattern: address)
  else { return nil }
  var found = regmatch_t()
  var flags: Int32 = start > 0 && text[start - 1] != 10 ? REG_NOTBOL : 0
  #if canImport(Musl)
    let shift = start
  #else
    let shift = 0
    flags |= REG_STARTEND
    found.rm_so = regoff_t(truncatingIfNeeded: start)
    found.rm_eo = regoff_t(truncatingIfNeeded: count)
  #endif
  guard regexec(expression, text + shift, 1, &found, flags) == 0 else { return nil }
  return (Int(found.rm_so) + shift)..<(Int(found.rm_eo) + shift)
}

/// Runs a body with UTF-8 as this thread's character set.
private func inUTF8Locale<Result>(_ body: () -> Result) -> Result {
  guard let locale = locale_t(bitPattern: utf8Locale) else { return body() }
  let previous = uselocale(locale)
  defer { uselocale(previous) }
  return body()
}

/// The locale's address, made once and kept; 0 if the system has none.
private let utf8Locale: UInt = {
  for name in ["C.UTF-8", "en_US.UTF-8"] {
    if let locale = newlocale(LC_CTYPE_MASK, name, nil) { return UInt(bitPattern: locale) }
  }
  return 0
}()

/// A pattern that is no regular expression.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The pattern.
  public let pattern: String
  /// What is wrong with it, in the system's words (`regerror`).
  public let message: String

  /// For example `invalid regular expression 'a(': Unmatched ( or \(`.
  public var description: String { "invalid regular expression '\(pattern)': \(message)" }
}
