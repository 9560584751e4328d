# What is read from beside the configuration.

locals {
  people = yamldecode(file("${path.module}/texts/people.yaml"))
}

resource "terraform_data" "all" {
  input = {
    text      = file("texts/plain.txt")
    absent    = try(file("texts/absent.txt"), "absent")
    exists    = [fileexists("texts/plain.txt"), fileexists("texts/absent.txt")]
    found     = fileset("texts", "*.{txt,yaml}")
    people    = local.people
    names     = [for person in local.people.people : person.name]
    letter    = templatefile("texts/letter.tftpl", { people = local.people.people, closing = "bye", odd = 3 })
    unknown   = templatefile("texts/short.tftpl", { id = terraform_data.seed.id })
    hash      = filesha256("texts/plain.txt")
    encoded   = filebase64("texts/plain.txt")
    json      = jsondecode(file("texts/data.json")).list[1]
    csv       = csvdecode(file("texts/table.csv"))
    inline    = templatestring(local.inline, { name = "n" })
  }
}

locals {
  inline = "hello $${name}"
}

resource "terraform_data" "seed" {}
