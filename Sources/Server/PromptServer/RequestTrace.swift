internal import HTTPMessages
internal import Synchronization

/// What ties a request to what other programs log of it.
struct RequestTrace: Sendable {
  /// The request's id: the one that it came with, if that is sound, else a new one.
  let id: String
  /// The id of the trace that the request is a part of (W3C Trace Context), 32 digits.
  let traceID: String?
  /// The client's address as a trusted proxy says it.
  let client: String?

  init(_ fields: HTTPFields, from connection: Connection?, _ proxies: TrustedProxies) {
    id = RequestTrace.id(fields[.requestID])
    traceID = fields[.traceParent].flatMap(RequestTrace.traceID)
    client =
      connection?.isTrustedProxy == true
      ? fields[.forwardedFor].flatMap(proxies.client(forwardedFor:)) : nil
  }

  /// The id of a request that came with one, or without; anything that could be mistaken in a log
  /// or a header is replaced.
  static func id(_ given: String?) -> String {
    guard let given, (1...longestID).contains(given.utf8.count),
      given.utf8.allSatisfy(isSound)
    else { return RequestIDs.next() }
    return given
  }

  /// How many bytes an id may have.
  private static let longestID = 128

  private static func isSound(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  /// The trace's id in a `traceparent`: a version, the id, the caller's span and flags, all in
  /// lower-case hexadecimal; later versions may have more behind.
  static func traceID(_ field: String) -> String? {
    let bytes = Array(field.utf8)
    let length = 55
    guard bytes.count >= length, [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }) else {
      return nil
    }
    func isHexadecimal(_ range: Range<Int>) -> Bool {
      bytes[range].allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
    func isZero(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy { $0 == 48 } }
    guard [0..<2, 3..<35, 36..<52, 53..<55].allSatisfy(isHexadecimal), !isZero(3..<35),
      !isZero(36..<52), bytes[..<2] != [102, 102]
    else { return nil }
    let isVersion0 = bytes[..<2] == [48, 48]
    guard bytes.count == length || !isVersion0 && bytes[length] == UInt8(ascii: "-") else {
      return nil
    }
    return String(decoding: bytes[3..<35], as: UTF8.self)
  }
}

/// New ids of requests: 16 digits of this process, by chance, and 16 that count.
enum RequestIDs {
  private static let process = UInt64.random(in: .min ... .max)
  private static let count = Atomic<UInt64>(0)

  /// An id that no other request has.
  static func next() -> String {
    let number = count.add(1, ordering: .relaxed).newValue
    return String(unsafeUninitializedCapacity: 32) { buffer in
      for place in 0..<16 {
        let shift = UInt64(60 - 4 * place)
        buffer.initializeElement(at: place, to: digit(process >> shift))
        buffer.initializeElement(at: place + 16, to: digit(number >> shift))
      }
      return 32
    }
  }

  private static func digit(_ value: UInt64) -> UInt8 {
    let value = UInt8(value & 15)
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
