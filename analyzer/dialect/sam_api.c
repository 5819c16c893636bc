#include "analyzer/dialect/sam_expander.h"
void sam_api(struct sam *sam, struct sam_resource *api) {
    (void)sam;
    (void)api;
}
void sam_http_api(struct sam *sam, struct sam_resource *api) {
    (void)sam;
    (void)api;
}
void sam_api_event(struct sam *sam, const struct sam_event *event, bool machine) {
    (void)sam;
    (void)event;
    (void)machine;
}
void sam_http_api_event(struct sam *sam, const struct sam_event *event) {
    (void)sam;
    (void)event;
}
