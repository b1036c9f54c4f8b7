internal import HTTPMessages
internal import Markup
internal import PromptService

extension HTTPResponse {
  /// What a browser may do with a page: load this server's style sheet, script and pictures, and send
  /// forms to it. No text that gets into a page can make it do more.
  private static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    + "require-trusted-types-for 'script'; trusted-types 'none'"

  /// An answer with the fields that all pages have.
  private init(pageFields status: HTTPStatus, _ more: HTTPFields, body: [UInt8]) {
    var fields: HTTPFields = [
      .contentSecurityPolicy: HTTPResponse.policy, .contentTypeOptions: "nosniff",
      .crossOriginOpenerPolicy: "same-origin", .crossOriginResourcePolicy: "same-origin",
      .referrerPolicy: "same-origin", .cacheControl: "private, no-cache", .vary: "Cookie",
    ]
    more.forEach { name, value in fields.append(name, value) }
    self.init(status, fields: fields, body: body)
  }

  /// A page.
  init(_ page: Page, _ status: HTTPStatus = .ok, _ more: HTTPFields = HTTPFields()) {
    self.init(pageFields: status, more, body: page.html.bytes)
    fields[.contentType] = "text/html; charset=utf-8"
  }

  /// A page that a browser may have already.
  static func page(_ page: Page, for request: ServiceRequest) -> HTTPResponse {
    let response = HTTPResponse(page)
    guard let tag = page.tag else { return response }
    return response.tagged(tag, for: request.fields)
  }

  /// A text that a browser shows as it is, and in which it runs nothing.
  init(text: String) {
    self.init(pageFields: .ok, HTTPFields(), body: Array(text.utf8))
    fields[.contentType] = "text/plain; charset=utf-8"
    fields[.contentSecurityPolicy] = HTTPResponse.policy + "; sandbox"
  }

  /// A file that a browser keeps, and does not open.
  ///
  /// - Parameter name: Its name; what is no letter, digit, `.` or `-` of ASCII becomes `-`.
  init(file bytes: [UInt8], type: String, named name: String) {
    let safe = name.utf8.map { byte -> UInt8 in
      let isKept =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      return isKept ? byte : UInt8(ascii: "-")
    }
    self.init(pageFields: .ok, HTTPFields(), body: bytes)
    fields[.contentType] = type
    fields[.contentSecurityPolicy] = HTTPResponse.policy + "; sandbox"
    fields[.contentDisposition] =
      "attachment; filename=\"\(String(decoding: safe, as: UTF8.self))\""
  }

  /// Shows another page, which the browser asks for by itself.
  static func goTo(_ link: Link, _ more: HTTPFields = HTTPFields()) -> HTTPResponse {
    var response = HTTPResponse(pageFields: .seeOther, more, body: [])
    response.fields[.location] = link.text
    return response
  }

  /// A file that pages refer to. Its address has a digest of it, so it never changes.
  init(_ asset: Asset) {
    self.init(pageFields: .ok, HTTPFields(), body: asset.bytes)
    fields[.contentType] = asset.type
    fields[.cacheControl] = "public, max-age=31536000, immutable"
    fields[.vary] = nil
  }
}
