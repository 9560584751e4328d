environment  = "prod"
search_nodes = 2

networks = {
  main = {
    cidr          = "10.20.0.0/16"
    public_subnet = true
    zones         = 3
  }
  batch = {
    cidr      = "10.30.0.0/16"
    flow_logs = false
  }
}

services = {
  orders = {
    memory = 512
    team   = "checkout"
    url    = true
    port   = 8443
    tables = {
      orders = {
        hash_key  = "order_id"
        range_key = "created_at"
        indexes   = { by_customer = "customer_id", by_status = "status" }
      }
      carts = { hash_key = "cart_id" }
    }
    environment = { CURRENCY = "EUR" }
  }
  catalogue = {
    team   = "catalogue"
    port   = 8080
    tables = { products = { hash_key = "sku" } }
  }
  mailer = {
    timeout = 120
    team    = "crm"
  }
}
