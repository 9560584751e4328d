variable "name" {
  description = "Name of the service."
  type        = string
}

variable "prefix" {
  description = "What all names begin with."
  type        = string
}

variable "team" {
  description = "The team that runs the service."
  type        = string
}

variable "memory" {
  description = "Memory of the function, in MiB."
  type        = number
}

variable "timeout" {
  description = "How long the function may run, in seconds."
  type        = number
}

variable "package" {
  description = "Where the function's code is kept."
  type = object({
    bucket = string
    key    = string
  })
}

variable "tables" {
  description = "The service's tables, by name; indexes map a name to its hash key."
  type = map(object({
    hash_key  = string
    range_key = optional(string)
    indexes   = optional(map(string), {})
  }))
}

variable "url" {
  description = "Whether the function has a URL of its own."
  type        = bool
}

variable "network" {
  description = "Where the function runs, the port it listens on (null for none) and who may call that."
  type = object({
    vpc_id     = string
    subnet_ids = list(string)
    listen     = optional(number)
    clients    = list(string)
  })
}

variable "environment" {
  description = "What the function is told."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "The key of the tables, the queue and the function's environment."
  type        = string
}
