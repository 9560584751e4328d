output "bucket_names" {
  description = "The buckets, by what they are for."
  value       = { for key, bucket in module.storage : key => bucket.name }
}

output "service_urls" {
  description = "Where the services that have an address of their own are reached."
  value       = { for name, service in module.service : name => service.url if service.url != null }
}

output "database_endpoint" {
  description = "Where the orders are kept."
  value       = aws_db_instance.orders.endpoint
  sensitive   = true
}
