public import HTTPMessages

extension HTTPRequest {
  /// The request as it is sent: a line, the fields, and the body with its length.
  public func bytes(body: [UInt8] = []) -> [UInt8] {
    var text = "\(method.rawValue) \(target) HTTP/1.1\r\n"
    var fields = fields
    if fields[.host] == nil { fields[.host] = "localhost" }
    if !body.isEmpty, fields[.contentLength] == nil { fields[.contentLength] = "\(body.count)" }
    fields.forEach { text += "\($0.rawValue): \($1)\r\n" }
    return Array(text.utf8) + Array("\r\n".utf8) + body
  }
}
