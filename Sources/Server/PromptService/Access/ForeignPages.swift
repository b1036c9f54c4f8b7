internal import HTTPMessages

// Requests that a page of another site may have made a browser send.
extension PromptService {
  /// Refuses such a request: whoever has a key is no such page.
  func checkHost(of request: HTTPRequest) throws(ServiceError) {
    guard let hosts = configuration.hosts else { return }
    // Programs of HTTP 1.0 may send none; browsers always do.
    if let host = request.fields[.host], !hosts.allow(authority: host) {
      throw .foreignHost(host)
    }
    try hosts.checkOrigin(request.fields)
  }
}

extension ServiceRequest {
  /// Refuses such a request by its `Origin` alone, with a key or without.
  package func checkOrigin() throws(ServiceError) {
    try (configuration.hosts ?? AllowedHosts()).checkOrigin(fields)
  }
}

extension AllowedHosts {
  fileprivate func checkOrigin(_ fields: HTTPFields) throws(ServiceError) {
    if let origin = fields[.origin], !allow(origin: origin) { throw .foreignOrigin(origin) }
  }
}
